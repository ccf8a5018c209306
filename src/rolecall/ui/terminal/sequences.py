"""Writes escape sequences to the terminal that the picker draws on."""

import os
import sys


def write_sequence(sequence: str) -> None:
    """Writes to stderr at once, past the queue of Textual's driver, which draws on stderr too."""
    if sys.__stderr__ is not None:
        os.write(sys.__stderr__.fileno(), sequence.encode())
