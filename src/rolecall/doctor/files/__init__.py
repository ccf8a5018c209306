"""Checks of the user's files and of Rolecall's own, and of the accounts in them."""
