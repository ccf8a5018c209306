"""Waits for a lock in a thread, until the wait has been reported."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rolecall.core.notices import set_listener

PATIENCE = 30.0  # seconds; a deadline against hangs


class Waiter:
    """Runs `work` in a thread. `lines`: the notices posted meanwhile."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.lines: list[str] = []
        self.error: BaseException | None = None
        self._told = threading.Event()

        def run() -> None:
            try:
                work()
            except BaseException as error:  # raised in the test
                self.error = error

        self._thread = threading.Thread(target=run, daemon=True)

    def hear(self, line: str, hint: str) -> None:
        self.lines.append(line)
        self._told.set()

    def start(self) -> None:
        self._thread.start()

    def waits(self) -> bool:
        """Whether it started to wait for another's lock; False if it ended without."""
        while self._thread.is_alive():
            if self._told.wait(0.02):
                return True
        return self._told.is_set()

    def end(self) -> BaseException | None:
        """Wait for the end of the work; returns the exception it raised."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "it still waits"
        return self.error


@contextmanager
def waiter(work: Callable[[], object]) -> Iterator[Waiter]:
    """Run work in a thread and record its notices."""
    one = Waiter(work)
    before = set_listener(one.hear)
    try:
        one.start()
        yield one
    finally:
        set_listener(before)
