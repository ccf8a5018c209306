"""Becoming a role: the one use-case of Rolecall. It knows no screen; it asks a Prompter."""
