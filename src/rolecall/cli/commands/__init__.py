"""The commands: a module for each, with its ARGUMENTS and its `run`. None imports another."""
