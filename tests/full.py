"""The extent of tests: a short form by default, the full one with ROLECALL_TESTS=full."""

import os

FULL = os.environ.get("ROLECALL_TESTS") == "full"


def times(full: int, short: int) -> int:
    """The number of cases or rounds of a test."""
    return full if FULL else short
