"""The command line: a module per command, and the only writer of stdout."""
