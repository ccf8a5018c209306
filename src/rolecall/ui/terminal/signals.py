"""Handles signals while the picker has the terminal: restores it, and exits with 128 + n.

Unhandled, they leave the alternate screen, the mouse and raw mode switched on; SIGQUIT would also
dump a core that may hold secrets.
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

_found: list[tuple[int, list[Any] | None]] = []  # by terminal_kept_whole: handle and modes
PATIENCE = 1.0  # seconds that an orderly exit may take
_NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
_NUMBERS = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
# Mouse, focus, paste and keyboard reports off, cursor on, back from the alternate screen.
RESET = b"\x1b[?1000;1003;1015;1006;1004;2004l\x1b[<u\x1b[?25h\x1b[?1049l"


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Has the running event loop call `leave` with the exit status when a signal arrives.

    Leaving writes to the terminal, and blocks for ever where that is gone (SIGHUP) or stuck: after
    PATIENCE the process exits all the same.
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
    """Restores the terminal at the end of the block, and on a signal, which ends the process.

    Its handlers are in force before and after the event loop's. `title` is the sequence that
    restores the terminal's title.
    """
    handle = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
    as_found = _attributes(handle)
    _found[:] = [(handle, as_found)]

    def end(number: int, frame: FrameType | None) -> None:
        with suppress(OSError):
            os.write(2, RESET + title)
        _restore(handle, as_found)
        os._exit(128 + number)  # no flow is running, and Textual's own exit may hang

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


def restore_modes() -> None:
    """Restores the terminal's modes as `terminal_kept_whole` found them, within its block."""
    for handle, as_found in _found:
        _restore(handle, as_found)


def take_keys() -> int:
    """Puts the terminal on handle 0 in raw mode without echo, as Textual will.

    `terminal_kept_whole` restores it. Returns how many bytes had been typed before: until then the
    terminal has sent Enter as a line feed.
    """
    attributes = _attributes(0)
    if termios is not None and attributes is not None:
        attributes[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL)
        attributes[0] &= ~(termios.INLCR | termios.IGNCR)
        attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        _restore(0, attributes)
    return _pending(0)


def _pending(handle: int) -> int:
    """Returns how many bytes are to be read from a terminal."""
    try:
        # deferred: Windows has neither
        import fcntl

        return int.from_bytes(fcntl.ioctl(handle, termios.FIONREAD, bytes(4)), sys.byteorder)
    except (ImportError, AttributeError, OSError):
        return 0


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
