"""Writes escape sequences to the terminal that the picker draws on."""

import os
import sys


def write_sequence(sequence: str) -> None:
    """Writes at once, past the queue of Textual's driver; Textual draws on stderr too."""
    if sys.__stderr__ is not None:
        os.write(sys.__stderr__.fileno(), sequence.encode())
