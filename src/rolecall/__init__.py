"""Rolecall: the terminal account picker for AWS."""

__version__ = "0.1.0"
