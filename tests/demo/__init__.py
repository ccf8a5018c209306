"""The embedded AWS, met by the real SDK and the real CLI."""
