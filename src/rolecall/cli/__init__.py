"""The door: one room per command, and the only writer of stdout."""
