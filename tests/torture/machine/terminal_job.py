"""The program as a job of a shell on a terminal, whose modes are followed byte by byte."""

import codecs
import fcntl
import os
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tests.drivers.job_control import DEADLINE, PROMPT, JobControl
from tests.ui.terminal.glass import Glass

_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[@-_]"
)
_SET = re.compile(rb"\x1b\[(?:\?([0-9;]+)([hl])|([<>])[0-9;]*u)")
ON_AT_FIRST = {7, 25}  # the line wrap and the cursor
ALTERNATE, KEYBOARD = 1049, -1  # KEYBOARD: the keyboard protocol of kitty, which has no number
ENDED = re.compile(rb"status ([0-9]+)\.\r?\n")


def modes_on(sent: bytes) -> set[int]:
    """The private modes (DECSET) that are on after these bytes, and KEYBOARD."""
    on = set(ON_AT_FIRST)
    for numbers, action, keyboard in _SET.findall(sent):
        found = {KEYBOARD} if keyboard else {int(number) for number in numbers.split(b";")}
        on = on | found if action == b"h" or keyboard == b">" else on - found
    return on


def _utf8() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")(errors="replace")


class TerminalJob(JobControl):
    """A shell that runs one program at a time, in a window of 120x40."""

    def __init__(
        self, folder: Path, env: Mapping[str, str], size: tuple[int, int] = (120, 40)
    ) -> None:
        super().__init__("sh", folder, env)
        self._since = 0
        self._glass, self._on_glass, self._decoder = Glass(), 0, _utf8()
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def unread(self) -> int:
        """Bytes that can be read from the terminal."""
        return int.from_bytes(fcntl.ioctl(self._master, termios.FIONREAD, bytes(4)), sys.byteorder)

    def wait_unread(self, holds: Callable[[], bool], what: str) -> None:
        """Wait, and read nothing meanwhile of what is drawn."""
        ends = time.monotonic() + DEADLINE
        while not holds():
            assert time.monotonic() < ends, f"never {what}"
            time.sleep(0.02)

    def start(self, line: str) -> None:
        """Run a command line; its exit status is shown when it has ended or stopped."""
        self._since = len(self.shown)
        self._glass, self._on_glass, self._decoder = Glass(), len(self.shown), _utf8()
        self.run(f"{line}; echo status' '$?.")

    def press(self, keys: str) -> None:
        """Type keys, and forget what was drawn before them."""
        self._since = len(self.shown)
        self.type(keys)

    def cook(self) -> None:
        """Set modes in which the shell reads lines, as the line editors of other shells do."""
        modes = termios.tcgetattr(self._master)
        modes[0] |= termios.ICRNL
        modes[3] |= termios.ECHO | termios.ICANON | termios.ISIG
        termios.tcsetattr(self._master, termios.TCSANOW, modes)

    @property
    def drawn(self) -> str:
        """What was drawn since the last keys, without escape sequences."""
        return _ESCAPES.sub(b"", self.shown[self._since :]).decode(errors="replace")

    @property
    def screen(self) -> str:
        """What the program's screen shows: it writes no more than the cells that have changed."""
        self._glass.write(self._decoder.decode(self.shown[self._on_glass :]))
        self._on_glass = len(self.shown)
        return self._glass.text

    @property
    def status(self) -> int | None:
        """The exit status of what was started, if it has ended or stopped."""
        found = ENDED.search(self.shown, self._since)
        return int(found[1]) if found else None

    def see(self, words: str, *, or_end: bool = False) -> bool:
        """Wait until these words are there; returns False if the program has ended before."""

        def is_there() -> bool:
            return words in self.drawn or words in self.screen

        self.wait_until(
            lambda: is_there() or (or_end and self.status is not None), f"drew {words!r}"
        )
        return is_there()

    def ends(self) -> int:
        """Wait for the end, or a stop; returns the exit status once the shell prompts."""
        self.wait_until(lambda: self.status is not None, "ended")
        self.wait_until(lambda: self.shown.endswith(PROMPT.encode()), "the shell prompts")
        assert self.status is not None
        return self.status

    @property
    def is_whole(self) -> bool:
        """Whether the terminal has the modes of before, private ones and those of its driver."""
        return modes_on(self.shown) == ON_AT_FIRST and self.is_cooked

    def __enter__(self) -> "TerminalJob":
        super().__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        group = self.in_foreground
        if group != self._shell.pid:
            with suppress(OSError):
                os.killpg(group, signal.SIGKILL)
        super().__exit__(None, None, None)


OpenJob = Callable[[], TerminalJob]
