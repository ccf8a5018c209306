"""A question on the terminal that survives the signals which arrive while it is open.

    while it is open           echo is off if the answer is hidden
    SIGTSTP (ctrl+z)           restores echo, discards the input typed so far, stops the process
    SIGCONT (fg)               in the foreground again: turns echo off and shows the prompt again
    SIGTERM, SIGHUP, SIGQUIT   restores echo and ends the process with status 128 + n

SIGINT raises KeyboardInterrupt as always. Signals that are ignored, or have a handler of somebody
else's, are left alone.
"""

import errno
import os
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from select import select
from types import FrameType, TracebackType
from typing import Any

from rolecall.core.errors import Cancelled, InputNeeded
from rolecall.core.process.at_crash import forget_undo, undo_at_crash

_ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT")


class OpenQuestion:
    """A context manager for one question; `show` writes the prompt, `tick` is called regularly.

    `pause`: the seconds between two ticks, which may raise what then ends the question.

    Raises InputNeeded if the terminal is closed. Outside of the main thread, where Python allows no
    signal handlers, signals keep their effects.
    """

    def __init__(
        self,
        handle: int,
        show: Callable[[], None],
        *,
        hidden: bool,
        tick: Callable[[], None] | None = None,
        pause: float = 1.0,
    ) -> None:
        self._handle = handle
        self._show = show
        self._hidden = hidden
        self._tick = tick
        self._pause = pause
        self._typed = b""
        self._stopping = False
        self._before: list[Any] = []
        self._handlers: dict[signal.Signals, Any] = {}
        self._wakeup_pipe: tuple[int, int] | None = None  # every signal writes to it
        self._wakeup_before = -1

    def __enter__(self) -> "OpenQuestion":
        # First: in the background, the modes are those of the shell's line editor.
        self._await_foreground()
        try:
            self._before = termios.tcgetattr(self._handle)
        except termios.error:
            raise _gone() from None
        self._install_handlers()
        undo_at_crash(self._show_again)
        try:
            self._ask()
        except BaseException:
            self._close(left=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close(left=kind is not None)

    def line(self) -> bytes:
        """Returns the line typed, with its newline. Raises Cancelled for ctrl+d or no terminal."""
        self._typed = b""
        while not self._typed.endswith(b"\n"):
            self._await_input()
            try:
                part = os.read(self._handle, 4096)  # usually one line
            except OSError:
                part = b""
            if not part:
                raise Cancelled
            self._typed += part
        return self._typed

    def _ask(self) -> None:
        """Waits for the foreground, then sets the terminal's modes and shows the prompt."""
        self._await_foreground()
        self._typed = b""
        if self._hidden:
            modes = list(self._before)
            modes[3] &= ~termios.ECHO
            # Discards input typed ahead: it was visible, and meant for something else.
            self._set(termios.TCSAFLUSH, modes)
        self._show()

    def _restore(self, when: int) -> None:
        # In the background it would stop the process, and the shell has set its own modes.
        with suppress(OSError):
            if os.tcgetpgrp(self._handle) == os.getpgrp():
                self._set(when, self._before)

    def _close(self, *, left: bool) -> None:
        if self._hidden:
            # Discards a half typed password, which the shell would read and show.
            self._restore(termios.TCSAFLUSH if left else termios.TCSADRAIN)
        self._remove_handlers()
        forget_undo(self._show_again)

    def _show_again(self) -> None:
        self._restore(termios.TCSAFLUSH)

    def _set(self, when: int, modes: list[Any]) -> None:
        while True:
            try:
                termios.tcsetattr(self._handle, when, modes)
                return
            except termios.error as error:
                if error.args[0] != errno.EINTR:
                    return  # the terminal is closed: reading will report it

    def _await_foreground(self) -> None:
        """Lets the system stop the process, as a reader, until it is in the foreground."""
        while True:
            try:
                termios.tcdrain(self._handle)  # without effect, but allowed in the foreground only
                return
            except termios.error as error:
                if error.args[0] != errno.EINTR:
                    raise _gone() from None

    def _await_input(self) -> None:
        """Waits for a line; the pipe also catches a signal that arrives just before the wait."""
        if self._wakeup_pipe is None:
            return
        awaited = [self._handle, self._wakeup_pipe[0]]
        pause = self._pause if self._tick else None
        while self._handle not in (ready := select(awaited, [], [], pause)[0]):
            if ready:
                os.read(self._wakeup_pipe[0], 4096)
            elif self._tick is not None:
                self._tick()

    def _install_handlers(self) -> None:
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        try:
            self._wakeup_before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        except ValueError:  # not the main thread
            os.close(reading)
            os.close(writing)
            return
        self._wakeup_pipe = reading, writing
        for name in (*_ENDS, "SIGTSTP", "SIGCONT"):
            number = signal.Signals[name]
            if signal.getsignal(number) == signal.SIG_DFL:
                handler = {"SIGTSTP": self._stop, "SIGCONT": self._go_on}.get(name, self._end)
                self._handlers[number] = signal.signal(number, handler)

    def _remove_handlers(self) -> None:
        for number in self._handlers:
            signal.signal(number, signal.SIG_DFL)
        self._handlers.clear()
        if self._wakeup_pipe is not None:
            signal.set_wakeup_fd(self._wakeup_before)
            for end in self._wakeup_pipe:
                os.close(end)
            self._wakeup_pipe = None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        self._restore(termios.TCSAFLUSH)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        # Stopped here and continued; in an orphaned process group, not stopped at all.
        signal.signal(signal.SIGTSTP, self._stop)
        self._stopping = False
        self._ask()

    def _go_on(self, number: int, frame: FrameType | None) -> None:
        if not self._stopping:
            self._ask()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._restore(termios.TCSAFLUSH)
        raise SystemExit(128 + number)


def _gone() -> InputNeeded:
    return InputNeeded("The terminal is gone.", "")
