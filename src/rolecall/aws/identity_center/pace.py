"""Keeps the requests of several threads below the rate at which the access portal refuses them."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from rolecall.aws.call.waiting import STEP
from rolecall.core.errors import Throttled
from rolecall.core.process.clock import ticks

Result = TypeVar("Result")

RATE = 18.0  # requests a second: the portal refuses them at about 20
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0  # seconds after a refusal; each pause doubles
PATIENCE = 300.0  # seconds until a request that is always refused is given up


class Pacer:
    """Lets requests through one after another, and stops all of them while AWS is throttling.

    Tests pass another `clock` (in seconds), which `sleep` moves on.
    """

    def __init__(
        self,
        rate: float = RATE,
        clock: Callable[[], float] = ticks,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / rate
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0
        self._pause = FIRST_PAUSE
        self.refused = 0  # requests that AWS refused for their number

    def run(self, send: Callable[[], Result], check_cancelled: Callable[[], None]) -> Result:
        """Returns what `send` returns, once its turn has come and AWS is not throttling.

        Raises what `send` raises, that AWS is throttling only after PATIENCE seconds, and what
        `check_cancelled` raises, which is called while it waits.
        """
        began: float | None = None
        while True:
            self._wait(check_cancelled)
            try:
                result = send()
            except Throttled:
                began = self._clock() if began is None else began
                if self._clock() - began >= PATIENCE:
                    raise
                self._slow_down()
            else:
                with self._lock:
                    self._pause = FIRST_PAUSE
                return result

    def _wait(self, check_cancelled: Callable[[], None]) -> None:
        while True:
            check_cancelled()
            with self._lock:
                now = self._clock()
                left = self._next - now
                if left <= 0:
                    self._next = now + self._gap
                    return
            self._sleep(min(left, STEP))

    def _slow_down(self) -> None:
        with self._lock:
            self.refused += 1
            now = self._clock()
            if self._next - now < self._pause:  # several refusals of one moment are one
                self._next = now + self._pause
                self._pause = min(2 * self._pause, LONGEST_PAUSE)


_pacers: dict[str, Pacer] = {}


def pacer_of(start_url: str) -> Pacer:
    """Returns the one pacer of this process for an Identity Center."""
    return _pacers.setdefault(start_url, Pacer())
