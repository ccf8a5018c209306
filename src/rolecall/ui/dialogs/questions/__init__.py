"""Dialogs that ask one thing, in one field."""
