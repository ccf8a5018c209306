"""TLS certificates as people read them."""
