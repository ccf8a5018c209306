"""Waiting, on the terminal, for another process that asks the same question."""

import os
import time

from rolecall.cli.output import tell
from rolecall.cli.terminal.foreground import in_foreground
from rolecall.cli.terminal.terminal import Terminal, open_terminal
from rolecall.signin.prompters import AskedElsewhere

_PAUSE = 0.1  # seconds between two looks


def wait_for_other(asked: AskedElsewhere) -> bool:
    """Waits until the other is done; False where Enter is pressed, or where nobody can be asked.

    Raises Cancelled for ctrl+d.
    """
    handle = open_terminal()
    if handle is None:
        return False
    terminal = Terminal(handle)
    try:
        if not in_foreground():
            return False
        if _reads_here(asked.process):
            # What is typed is for the other: this one must not take part of it.
            tell(f"{asked.line} Waiting for it; ctrl+c cancels.")
            while not asked.is_over():
                time.sleep(_PAUSE)
            return True
        words = f"{asked.line} Answer there, or press Enter to answer here; ctrl+c cancels. "
        return not terminal.wait_for_enter(words, asked.is_over)
    finally:
        terminal.close()


def _reads_here(process: int) -> bool:
    """Whether a process is in our process group, and so reads from the same terminal as we do."""
    try:
        return process > 0 and os.getpgid(process) == os.getpgrp()
    except OSError:
        return False
