"""A clock for whole programs: what time it is, and how fast waits pass."""

from pathlib import Path

_SITE = """
import os, time

_file = os.environ["TIME_MACHINE"]
_time, _ticks = time.time, time.monotonic
_begun = _ticks()


def _read():
    with open(_file) as file:
        return [float(part) for part in file.read().split()]


time.time = lambda: _time() + _read()[0]
time.monotonic = lambda: _begun + (_ticks() - _begun) * _read()[1]
"""


class TimeMachine:
    """Programs with its `env` read their clocks from here, also while they run.

    What is signed goes by the real time, as botocore has a clock of its own: so AWS takes it.
    """

    def __init__(self, folder: Path) -> None:
        site = folder / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(_SITE)
        self._file = folder / "clock"
        self.env = {"PYTHONPATH": str(site), "TIME_MACHINE": str(self._file)}
        self.set()

    def set(self, ahead: float = 0.0, speed: float = 1.0) -> None:
        """`ahead`: seconds that the time of day is wrong by; `speed`: seconds of waits in one."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{ahead} {speed}")
        new.replace(self._file)
