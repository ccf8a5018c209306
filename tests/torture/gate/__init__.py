"""The search for secrets over a whole run, and that it can fail."""
