"""Samples the command lines and environments of all processes that a run starts."""

import os
import threading

from tests.canaries.record import VARIABLE, Record
from tests.canaries.rules import VARIABLES

_RUN = f"{VARIABLE}=/".encode()
_PAUSE = 0.005  # seconds; S07 samples without a pause
_EARLY, _LATER = 20, 200  # rounds: each of the first ones, while programs start others, then some


class Sampler:
    """Samples from another thread between `start` and `stop`.

    A process is the run's if its parent is, or if its environment names `folder`.
    """

    def __init__(self, record: Record, folder: str) -> None:
        self._record = record
        self._folder = folder.encode()
        self._run = f"{VARIABLE}={os.environ.get(VARIABLE)}".encode()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._foreign = set(_processes())
        self._ours = {str(os.getpid())}
        self._age: dict[str, int] = {}
        self._seen: set[tuple[str, bytes]] = set()
        self.rounds = 0

    def start(self) -> None:
        if os.path.isdir("/proc/self"):
            self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(_PAUSE):
            self.rounds += 1
            now = set(_processes())
            self._foreign &= now
            for gone in self._age.keys() - now:
                del self._age[gone]
                self._ours.discard(gone)
            for process in now - self._foreign:
                age = self._age[process] = self._age.get(process, -1) + 1
                if age < _EARLY or age % _LATER == 0:
                    self._read(process)

    def _read(self, process: str) -> None:
        try:
            with open(f"/proc/{process}/environ", "rb") as file:
                environment = file.read()
            with open(f"/proc/{process}/cmdline", "rb") as file:
                words = file.read()
            with open(f"/proc/{process}/stat", "rb") as file:
                parent = file.read().rpartition(b")")[2].split()[1].decode()
        except OSError:
            return
        if _RUN in environment and self._run not in environment:
            return  # of a run within this one, which looks for itself
        if parent in self._ours or self._folder in environment:
            self._ours.add(process)
        if process not in self._ours or (process, words) in self._seen:
            return
        self._seen.add((process, words))
        name = words.replace(b"\0", b" ").decode("utf-8", "replace")[:200]
        self._record.look("command line", words, name)
        self._record.look("environment", environment, name, allowed=VARIABLES)


def _processes() -> list[str]:
    return [name for name in os.listdir("/proc") if name.isdigit()]
