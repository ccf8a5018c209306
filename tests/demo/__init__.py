"""The embedded AWS, tested with the real SDK and the real CLI."""
