"""The extent of tests: a short form by default, the full one with ROLECALL_TESTS=full."""

import os

FULL = os.environ.get("ROLECALL_TESTS") == "full"


def times(full: int, short: int) -> int:
    """How often a test goes through its cases."""
    return full if FULL else short
