"""Signals while the picker has the terminal: it is left as it was found, and with 128 + n.

Unhandled, these leave the alternate screen, the mouse and raw mode switched on; SIGQUIT would also
leave a core that may hold secrets.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

PATIENCE = 1.0  # seconds for an orderly end
_NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
_NUMBERS = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
# Mouse, focus, paste and keyboard reports off, cursor on, the alternate screen left.
RESET = b"\x1b[?1000;1003;1015;1006;1004;2004l\x1b[<u\x1b[?25h\x1b[?1049l"


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with the exit status when a signal comes; the running loop delivers it.

    Leaving writes to the terminal, and where that is gone (SIGHUP) or stuck it would wait for ever:
    after a second the process ends all the same.
    """
    # deferred: the first page is drawn without them
    import asyncio
    import threading

    loop = asyncio.get_running_loop()

    def leave_in_time(status: int) -> None:
        last = threading.Timer(PATIENCE, os._exit, (status,))
        last.daemon = True
        last.start()
        leave(status)

    for number in _NUMBERS:
        with suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, leave_in_time, 128 + number)


@contextmanager
def terminal_kept_whole(title: bytes = b"") -> Iterator[None]:
    """Until the loop handles signals, and after it: restore the terminal, then end.

    `title` restores the terminal's title.
    """
    handle = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
    as_found = _attributes(handle)

    def end(number: int, frame: FrameType | None) -> None:
        with suppress(OSError):
            os.write(2, RESET + title)
        _restore(handle, as_found)
        os._exit(128 + number)  # nothing is under way yet, and Textual's own way out may hang

    before = {}
    for number in _NUMBERS:
        with suppress(ValueError):  # not in the main thread
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _restore(handle, as_found)


def take_keys() -> None:
    """Have the terminal on handle 0 pass on every key as it is, unseen, as Textual will.

    `terminal_kept_whole` gives them back.
    """
    attributes = _attributes(0)
    if termios is not None and attributes is not None:
        attributes[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL)
        attributes[0] &= ~(termios.INLCR | termios.IGNCR)
        attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        _restore(0, attributes)


def _attributes(handle: int) -> list[Any] | None:
    if termios is None:
        return None
    try:
        return termios.tcgetattr(handle)
    except (termios.error, OSError, ValueError):
        return None


def _restore(handle: int, attributes: list[Any] | None) -> None:
    if termios is not None and attributes is not None:
        with suppress(termios.error, OSError):
            termios.tcsetattr(handle, termios.TCSANOW, attributes)
