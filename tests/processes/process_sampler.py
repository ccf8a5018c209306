"""Samples arguments and environments of a world's processes, thousands of times a second."""

import os
import threading
from types import TracebackType


class ProcessSampler:
    """While entered, samples every process whose environment names `home`.

    It sees what every user of the machine can (arguments), and what the same user can
    (environments).
    """

    def __init__(self, home: str) -> None:
        self._home = home.encode()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._foreign: set[str] = set()
        self.rounds = 0
        self.command_lines: set[bytes] = set()
        self.environments: set[bytes] = set()

    def __enter__(self) -> "ProcessSampler":
        self._foreign = {name for name in os.listdir("/proc") if name.isdigit()}
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.is_set():
            self.rounds += 1
            for name in os.listdir("/proc"):
                if name.isdigit() and name not in self._foreign:
                    self._read(name)

    def _read(self, process: str) -> None:
        try:
            with open(f"/proc/{process}/environ", "rb") as file:
                environment = file.read()
            with open(f"/proc/{process}/cmdline", "rb") as file:
                words = file.read()
        except OSError:
            return
        if self._home in environment:
            self.environments.add(environment)
            self.command_lines.add(words)
