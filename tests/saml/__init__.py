"""Logins at a real identity provider on loopback, and the assertions it answers."""
