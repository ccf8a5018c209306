"""Handles signals while the picker has the terminal: restores it, and exits with 128 + n.

Unhandled, they leave the alternate screen, the mouse and raw mode switched on; SIGQUIT would also
dump a core that may hold secrets. The handlers are Python's own, not the event loop's: they run
while a callback blocks the loop, and are in force before the loop is opened and after it is closed.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

from rolecall.core.process.at_crash import forget_undo, undo_at_crash

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

PATIENCE = 0.6  # seconds that an orderly exit may take
_NUMBERS = [
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
    if hasattr(signal, name)
]
# Mouse, focus, paste and resize reports off, no synchronized update, line wrap on; the keyboard
# protocol as before, cursor on, back from the alternate screen.
RESET = b"\x1b[?1000;1003;1015;1016;1006;1004;2004;2048;2026l\x1b[?7h\x1b[<u\x1b[?25h\x1b[?1049l"
_TRIES, _PAUSE = 30, 0.01  # writes to a stuck terminal, and the seconds between them
_CANCEL = b"\x18"  # ends a sequence that was cut off (CAN, xterm ctlseqs)
_kept: list["_KeptTerminal"] = []  # by terminal_kept_whole


class _KeptTerminal:
    """The terminal's modes as they were found, and what the signals do until they are restored."""

    def __init__(self, title: bytes) -> None:
        self._handle = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        self._as_found = _attributes(self._handle)
        self._title = title
        self._before: dict[int, Any] = {}
        self._leave: Callable[[int], object] | None = None
        self._status = 0  # of the exit under way

    def __enter__(self) -> None:
        undo_at_crash(self._restore_all)
        for number in _NUMBERS:
            self._handle_by(number, self._end)
        # A stop waits for the event loop, which restores the screen first.
        _block_stops(blocked=True)

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self.restore_modes()
        if self._status and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)  # Python's own end would reset its handler
        _block_stops(blocked=False)
        forget_undo(self._restore_all)

    def restore_modes(self) -> None:
        _restore(self._handle, self._as_found)

    def follow(
        self,
        leave: Callable[[int], object],
        stop: Callable[[], object],
        resume: Callable[[], object],
    ) -> None:
        self._leave = leave
        if hasattr(signal, "SIGTSTP"):
            self._handle_by(signal.SIGTSTP, lambda *_: _unless_closed(stop))
            self._handle_by(signal.SIGCONT, lambda *_: _unless_closed(resume))
            _block_stops(blocked=False)

    def _handle_by(self, number: int, handler: Callable[[int, FrameType | None], object]) -> None:
        with suppress(ValueError):  # not in the main thread
            before = signal.signal(number, handler)
            self._before.setdefault(number, before)

    def _end(self, number: int, frame: FrameType | None) -> None:
        if self._status:
            return  # it is leaving
        self._status = 128 + number
        if self._leave is None:
            self._end_now()  # no flow is running, and Textual's own exit may hang
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, lambda *_: self._end_now())
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        if not _unless_closed(lambda: self._leave and self._leave(self._status)):
            self.restore_modes()  # Textual has restored the screen
            os._exit(self._status)

    def _end_now(self) -> NoReturn:
        self._restore_all()
        os._exit(self._status)

    def _restore_all(self) -> None:
        self.restore_modes()
        _write_at_once(_CANCEL + RESET + self._title)


@contextmanager
def terminal_kept_whole(title: bytes = b"") -> Iterator[None]:
    """Restores the terminal at the end of the block, and on a signal, which ends the process.

    SIGTSTP is blocked until `follow_signals`. `title` is the sequence that restores the terminal's
    title.
    """
    kept = _KeptTerminal(title)
    _kept[:] = [kept]
    with kept:
        yield


def follow_signals(
    leave: Callable[[int], object], stop: Callable[[], object], resume: Callable[[], object]
) -> None:
    """Has the running event loop call these on signals, within `terminal_kept_whole`.

    `leave` is called with the exit status; PATIENCE later the process exits all the same, since
    leaving writes to the terminal, which may be gone (SIGHUP) or stuck, and waits for the loop,
    which may be. `stop` is called on SIGTSTP, `resume` on SIGCONT.
    """
    # deferred: the first page is drawn without it
    import asyncio

    soon = asyncio.get_running_loop().call_soon_threadsafe
    for kept in _kept:
        kept.follow(lambda status: soon(leave, status), lambda: soon(stop), lambda: soon(resume))


def restore_modes() -> None:
    """Restores the terminal's modes as `terminal_kept_whole` found them, within its block."""
    for kept in _kept:
        kept.restore_modes()


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


def _unless_closed(call: Callable[[], object]) -> bool:
    """Calls a method of the event loop; returns False where the loop is closed."""
    try:
        call()
    except RuntimeError:
        return False
    return True


def _block_stops(*, blocked: bool) -> None:
    if hasattr(signal, "SIGTSTP"):
        how = signal.SIG_BLOCK if blocked else signal.SIG_UNBLOCK
        signal.pthread_sigmask(how, {signal.SIGTSTP})


def _write_at_once(data: bytes) -> None:
    """Writes to the terminal, unless it is gone; drops what a stuck one has not shown yet.

    For the main thread, which waits for no other here.
    """
    if termios is None:
        with suppress(OSError):
            os.write(2, data)
        return
    with suppress(OSError, termios.error):
        # Opened anew: other processes share the modes of handle 2.
        handle = os.open(os.ttyname(2), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        with suppress(BlockingIOError):
            if os.write(handle, data) == len(data):
                return
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        for _ in range(_TRIES):
            # Textual's thread is within a write, which no flush ends, but a signal does.
            signal.signal(signal.SIGUSR1, lambda *_: None)
            for thread in sys._current_frames():
                with suppress(ProcessLookupError):
                    signal.pthread_kill(thread, signal.SIGUSR1)
            termios.tcflush(handle, termios.TCOFLUSH)
            time.sleep(_PAUSE)
            with suppress(BlockingIOError):
                if os.write(handle, data) == len(data):
                    break
        os.dup2(handle, 2)
