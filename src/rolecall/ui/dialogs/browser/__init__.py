"""Signing in with a browser, and the Identity Centers that one signs in to."""
