"""A question that stands open on the terminal, whatever signals come meanwhile.

    while it is open           the terminal's echo is off, if the answer is hidden
    SIGTSTP (ctrl+z)           echo is back for the shell, what was half typed is dropped, we stop
    SIGCONT (fg)               once we are in the foreground: echo is off, and it is asked again
    SIGTERM, SIGHUP, SIGQUIT   echo is back, and the process ends with status 128 + n

SIGINT stays what it is, a KeyboardInterrupt. A signal that was ignored stays ignored, and one that
somebody else listens to stays theirs.
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

_ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT")


class OpenQuestion:
    """Use it as a context; `show` writes the prompt. Raises InputNeeded where the terminal is gone.

    Signals are heard in the main thread alone, as Python has it.
    """

    def __init__(self, handle: int, show: Callable[[], None], *, hidden: bool) -> None:
        self._handle = handle
        self._show = show
        self._hidden = hidden
        self._typed = b""
        self._stopping = False
        self._before: list[Any] = []
        self._handlers: dict[signal.Signals, Any] = {}
        self._woken: tuple[int, int] | None = None  # a pipe that every signal writes to
        self._woke_before = -1

    def __enter__(self) -> "OpenQuestion":
        # First: in the background, the modes are those of the shell's line editor.
        self._await_foreground()
        try:
            self._before = termios.tcgetattr(self._handle)
        except termios.error:
            raise _gone() from None
        self._listen()
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
        """The line that is typed, its end included; Cancelled for ctrl+d and a closed terminal."""
        self._typed = b""
        while not self._typed.endswith(b"\n"):
            self._await_input()
            try:
                part = os.read(self._handle, 4096)  # as a rule, a terminal gives a line at a time
            except OSError:
                part = b""
            if not part:
                raise Cancelled
            self._typed += part
        return self._typed

    def _ask(self) -> None:
        """Set the question's modes and show its prompt, when we are in the foreground."""
        self._await_foreground()
        self._typed = b""
        if self._hidden:
            modes = list(self._before)
            modes[3] &= ~termios.ECHO
            # What was typed ahead was typed for something else, and in sight.
            self._set(termios.TCSAFLUSH, modes)
        self._show()

    def _restore(self, when: int) -> None:
        # From the background it would stop us; the terminal is the shell's then, and has its modes.
        with suppress(OSError):
            if os.tcgetpgrp(self._handle) == os.getpgrp():
                self._set(when, self._before)

    def _close(self, *, left: bool) -> None:
        if self._hidden:
            # Half a password is not for whoever reads next: the shell would show it.
            self._restore(termios.TCSAFLUSH if left else termios.TCSADRAIN)
        self._listen_no_more()

    def _set(self, when: int, modes: list[Any]) -> None:
        while True:
            try:
                termios.tcsetattr(self._handle, when, modes)
                return
            except termios.error as error:
                if error.args[0] != errno.EINTR:
                    return  # the terminal is gone: reading from it says so

    def _await_foreground(self) -> None:
        """Be stopped by the system while another process group has the terminal, as a reader is."""
        while True:
            try:
                termios.tcdrain(self._handle)  # changes nothing, but is for the foreground alone
                return
            except termios.error as error:
                if error.args[0] != errno.EINTR:
                    raise _gone() from None

    def _await_input(self) -> None:
        """Wait for a line; a signal that comes just before the wait ends it as well."""
        if self._woken is None:
            return
        while self._handle not in (ready := select([self._handle, self._woken[0]], [], [])[0]):
            if ready:
                os.read(self._woken[0], 4096)

    def _listen(self) -> None:
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        try:
            self._woke_before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        except ValueError:  # not the main thread
            os.close(reading)
            os.close(writing)
            return
        self._woken = reading, writing
        for name in (*_ENDS, "SIGTSTP", "SIGCONT"):
            number = signal.Signals[name]
            if signal.getsignal(number) == signal.SIG_DFL:
                heard = {"SIGTSTP": self._stop, "SIGCONT": self._go_on}.get(name, self._end)
                self._handlers[number] = signal.signal(number, heard)

    def _listen_no_more(self) -> None:
        for number in self._handlers:
            signal.signal(number, signal.SIG_DFL)
        self._handlers.clear()
        if self._woken is not None:
            signal.set_wakeup_fd(self._woke_before)
            for end in self._woken:
                os.close(end)
            self._woken = None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        self._restore(termios.TCSAFLUSH)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        # Here we were stopped, unless nobody could have let us go on (an orphaned group).
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
