"""Waits for blocking work that cannot be interrupted, such as DNS or TLS, with a time limit."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from rolecall.core.process.clock import ticks

Result = TypeVar("Result")

STEP = 0.05  # seconds between two calls of check_cancelled


def wait_for(
    work: Callable[[], Result], seconds: float, check_cancelled: Callable[[], None], name: str
) -> Result:
    """Runs `work` in a thread, and returns what it returns or raises what it raises.

    Raises TimeoutError after `seconds`, and whatever `check_cancelled`, called every STEP, raises.
    The work then goes on in its daemon thread, which never delays leaving. ctrl+c interrupts the
    waiting, not the work.
    """
    outcome: queue.SimpleQueue[tuple[Result | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as raised:  # raised again in the waiting thread
            outcome.put((None, raised))

    threading.Thread(target=run, name=name, daemon=True).start()
    ends = ticks() + seconds
    while True:
        left = ends - ticks()
        try:
            result, error = outcome.get(timeout=max(0.0, min(STEP, left)))
        except queue.Empty:
            check_cancelled()
            if left <= 0:
                raise TimeoutError from None
            continue
        if error is not None:
            raise error
        return result  # type: ignore[return-value]
