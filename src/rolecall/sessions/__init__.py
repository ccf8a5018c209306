"""What is held, and for how long."""
