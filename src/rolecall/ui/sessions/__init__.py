"""The session board: what is held, for how long, and what it was handed to."""
