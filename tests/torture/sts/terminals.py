"""Programs on terminals of their own, side by side."""

import os
import pty
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from tests.drivers.program import PATIENCE, take_terminal


class OnTerminal:
    """A program that runs on a terminal of its own; its stdout is captured.

    `changed` is notified of all that any of them shows.
    """

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], changed: threading.Condition
    ) -> None:
        self._master, slave = pty.openpty()
        self.terminal = os.ttyname(slave).removeprefix("/dev/")
        self._changed = changed
        self._shown = b""
        self._process = subprocess.Popen(
            command,
            env={**env, "TERM": "xterm-256color"},
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: take_terminal(slave),
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def shown(self) -> str:
        return self._shown.decode(errors="replace")

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)

    def end(self) -> tuple[int, str]:
        """Waits for the end; returns the exit status and stdout."""
        told, _ = self._process.communicate(timeout=PATIENCE * 2)
        self._reader.join(PATIENCE)
        return self._process.returncode, told.decode()

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        os.close(self._master)

    def _read(self) -> None:
        with suppress(OSError):  # Linux: nobody has the other end any more
            while part := os.read(self._master, 4096):
                with self._changed:
                    self._shown += part
                    self._changed.notify_all()


class Terminals:
    """Several programs side by side."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._all: list[OnTerminal] = []

    def start(self, command: Sequence[str], env: Mapping[str, str]) -> OnTerminal:
        one = OnTerminal(command, env, self._changed)
        self._all.append(one)
        return one

    def wait(self, condition: Callable[[], object]) -> None:
        """Waits until it is true. Raises AssertionError with what all of them show."""
        with self._changed:
            met = self._changed.wait_for(condition, PATIENCE * 2)
        assert met, [one.shown for one in self._all]

    def close(self) -> None:
        for one in self._all:
            one.close()
