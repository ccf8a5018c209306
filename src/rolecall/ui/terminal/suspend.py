"""Suspends the picker to its shell, as ctrl+z does for other programs; `fg` brings it back."""

import os
import signal
from typing import Any

from textual.app import App

from rolecall.ui.terminal.sequences import write_sequence
from rolecall.ui.terminal.signals import restore_modes


def can_suspend(*, captured: bool) -> bool:
    """Returns whether a shell with job control would notice that the picker has stopped.

    Within `$(…)` the picker is in the process group of its shell, which waits for the output and
    could never be typed into again; without a shell above it, nothing would ever resume it.
    """
    return not captured and hasattr(signal, "SIGTSTP") and os.getpgrp() != os.getsid(0)


def suspend(app: App[Any], before: str, after: str) -> None:
    """Restores the terminal and stops the process group; returns once it was resumed.

    The whole group, as the terminal's own ctrl+z would: `rolecall demo` waits for its picker, and
    the shell for both. `before` and `after` are sequences written around the stop.
    """
    with app.suspend():
        restore_modes()
        write_sequence(before)
        numbers = (signal.SIGTSTP, signal.SIGCONT)
        handlers = [signal.signal(number, signal.SIG_DFL) for number in numbers]
        try:
            os.kill(0, signal.SIGTSTP)
        finally:
            for number, handler in zip(numbers, handlers, strict=True):
                signal.signal(number, handler)
        write_sequence(after)
