"""Logins at a real identity provider on loopback, and its assertions."""
