"""A shell with job control on a pseudo-terminal: types into it, and reads modes and output."""

import os
import pty
import select
import shutil
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

from tests.drivers.program import take_terminal

DEADLINE = 30.0  # seconds; a deadline against hangs, not a measure
SHELLS = {
    "sh": ["dash", "-i"],  # no line editing: the terminal's modes stay those that the program left
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
PROMPT = "own> "


class JobControl:
    """An interactive shell; `shown` is every byte that was sent to its terminal."""

    def __init__(self, shell: str, folder: Path, env: Mapping[str, str]) -> None:
        command: Sequence[str] = SHELLS[shell]
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        self.shown = b""
        self._seen = 0
        self._master, slave = pty.openpty()
        self._shell = subprocess.Popen(
            command,
            cwd=folder,
            env={**env, "TERM": "xterm-256color", "PS1": PROMPT, "PROMPT": PROMPT},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: take_terminal(slave),
        )
        os.close(slave)

    def __enter__(self) -> "JobControl":
        self.wait_for(PROMPT)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._master)  # its jobs receive SIGHUP
        self._shell.kill()
        self._shell.wait(DEADLINE)

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def run(self, line: str) -> None:
        """Type a line and wait until the shell has read it."""
        self.type(f"{line}\r")
        self.wait_for("\n")

    def wait_for(self, text: str) -> None:
        """Wait until this is shown, after the previous text that was waited for."""
        self._until(lambda: self._find(text.encode()), f"shows {text!r}")

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        self._until(holds, what)

    @property
    def echoes(self) -> bool:
        return bool(self._modes & termios.ECHO)

    @property
    def is_cooked(self) -> bool:
        """Whether the terminal echoes input and passes it on in lines, as initially."""
        wanted = termios.ECHO | termios.ICANON | termios.ISIG
        return self._modes & wanted == wanted

    @property
    def in_foreground(self) -> int:
        """The process group in the terminal's foreground."""
        return os.tcgetpgrp(self._master)

    @property
    def stopped_jobs(self) -> list[int]:
        """The stopped children of the shell."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                state, parent = (
                    Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
                )
                if (state, parent) == ("T", str(self._shell.pid)):
                    found.append(int(name))
        return found

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the foreground process group."""
        os.killpg(self.in_foreground, number)

    @property
    def _modes(self) -> int:
        flags: int = termios.tcgetattr(self._master)[3]
        return flags

    def _find(self, text: bytes) -> bool:
        at = self.shown.find(text, self._seen)
        if at >= 0:
            self._seen = at + len(text)
        return at >= 0

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        ends = time.monotonic() + DEADLINE
        while not holds():
            if select.select([self._master], [], [], 0.02)[0]:
                self.shown += os.read(self._master, 65_536)
            assert time.monotonic() < ends, f"never {what}: …{self.shown[-2000:]!r}"
