"""Checks of the shell that called: its variables, the integration, the clipboard."""
