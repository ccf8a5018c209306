"""The controlling terminal, wherever stdin, stdout and stderr lead."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from rolecall.core.errors import InputNeeded, UsageError
from rolecall.core.files.whole_writes import write_whole
from rolecall.core.safe_text import safe_text, typed_text

_TTY = "/dev/tty"
_CLEAR_LINE = "\r\x1b[K"
_SOON = 0.1  # seconds between two looks at what another process does


class Terminal:
    """Shows and reads lines on a terminal. Raises InputNeeded once the terminal is closed."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def show(self, line: str) -> None:
        """Writes a line, made safe to show."""
        self._write(safe_text(line) + "\n")

    def show_unchanged(self, lines: Sequence[str]) -> None:
        """Writes lines that are safe to show, or of our own making, whatever their length."""
        self._write("".join(f"{line}\n" for line in lines))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; 80 x 24 where the terminal does not say."""
        try:
            columns, rows = os.get_terminal_size(self._handle)
        except OSError:
            return 80, 24
        return columns or 80, rows or 24

    def ask(self, prompt: str, check: Callable[[], None] | None = None) -> str:
        """Returns the line typed after `prompt`, stripped and without control characters.

        `check` is called each second, and ends the question with what it raises. Raises Cancelled
        for ctrl+d.
        """
        typed = self._answer(prompt, hidden=False, check=check)
        return typed_text(typed.decode("utf-8", "replace")).strip()

    def ask_hidden(
        self,
        prompt: str,
        now: Callable[[], str] | None = None,
        check: Callable[[], None] | None = None,
    ) -> str:
        """Returns the line typed after `prompt`, without showing it.

        Nothing but control characters is taken out of it: no key types those, a paste brings them.
        `now` returns the prompt anew each second, where the terminal can draw over it; `check` as
        for `ask`. Raises Cancelled for ctrl+d, and UsageError for bytes that are not UTF-8.
        """
        try:
            typed = self._answer(prompt, hidden=True, now=now, check=check)
            return typed_text(typed.decode())
        except UnicodeDecodeError:
            raise UsageError(
                "What you typed is not valid UTF-8.", "Set LANG to a UTF-8 locale."
            ) from None

    def wait_for_enter(self, prompt: str, is_over: Callable[[], bool]) -> bool:
        """Waits until Enter is pressed; False once `is_over`. Raises Cancelled for ctrl+d.

        The prompt is shown once an Enter counts: one pressed before that is discarded.
        """

        class Over(Exception):
            pass

        def check() -> None:
            if is_over():
                raise Over

        try:
            self._answer(prompt, hidden=True, check=check, pause=_SOON)
        except Over:
            return False
        return True

    def close(self) -> None:
        os.close(self._handle)

    def _answer(
        self,
        prompt: str,
        *,
        hidden: bool,
        now: Callable[[], str] | None = None,
        check: Callable[[], None] | None = None,
        pause: float = 1.0,
    ) -> bytes:
        from rolecall.cli.terminal.open_question import (
            OpenQuestion,  # deferred: only POSIX has termios
        )

        begin = ""

        def show() -> None:
            nonlocal begin
            first, begin = begin, "\r"  # asked again, the prompt is drawn at the same place
            self._write(first + safe_text(prompt))

        def tick() -> None:
            nonlocal prompt
            if check is not None:
                check()
            if now is not None and can_draw and (text := now()) != prompt:
                prompt = text
                self._write(f"{_CLEAR_LINE}{safe_text(prompt)}")

        can_draw = os.environ.get("TERM", "dumb") != "dumb"
        ticks = check is not None or (now is not None and can_draw)
        try:
            with OpenQuestion(
                self._handle, show, hidden=hidden, tick=tick if ticks else None, pause=pause
            ) as question:
                typed = question.line()
        except InputNeeded:
            raise
        except BaseException:
            if prompt:
                self._end_line()
            raise
        if hidden and prompt:
            self._end_line()
        return typed

    def _end_line(self) -> None:
        with suppress(InputNeeded):  # on a closed terminal, nobody sees the line
            self._write("\n")

    def _write(self, text: str) -> None:
        try:
            write_whole(self._handle, text.encode("utf-8", "replace"))
        except OSError:
            raise InputNeeded("The terminal is gone.", "") from None


def open_terminal() -> int | None:
    """Returns a new handle of the controlling terminal, else of a terminal on 0-2, else None."""
    for path in (_TTY, *_terminals_on_handles()):
        try:
            return os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            continue
    return None


def has_terminal() -> bool:
    """Whether there is a terminal to ask on."""
    handle = open_terminal()
    if handle is None:
        return False
    os.close(handle)
    return True


def write_to_terminal(sequence: str) -> None:
    """Writes an escape sequence to the controlling terminal. Raises OSError."""
    handle = os.open(_TTY, os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        write_whole(handle, sequence.encode("utf-8", "replace"))
    finally:
        os.close(handle)


def _terminals_on_handles() -> list[str]:
    found = []
    for handle in (0, 1, 2):
        try:
            found.append(os.ttyname(handle))
        except OSError:
            continue
    return found
