"""Measures the processor time of every callback of the event loop."""

import asyncio
import asyncio.events
import gc
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import Any, NamedTuple

STEPS, WORK = 20_000, 1.7  # milliseconds of the calibration work
_OWN = "the test"
_whose: ContextVar[str] = ContextVar("whose", default="a callback")


class Callback(NamedTuple):
    """One callback, with the milliseconds it would take on an idle processor.

    Measured in processor time of the loop's thread, which excludes other programs. A shared core is
    slower nevertheless, so calibration work is timed as well.
    """

    took: float
    who: str


class Watchdog:
    """Records all callbacks of a loop except those of the test's own task."""

    def __init__(self) -> None:
        self.count = 0
        self.longest = Callback(0, "")

    def note(self, took: float, who: str) -> None:
        self.count += 1
        if took > self.longest.took:
            slow = max(1.0, *(_timed_work() / WORK for _ in range(3)))
            self.longest = max(self.longest, Callback(took / slow, who))


def _timed_work() -> float:
    """The milliseconds of the calibration work, on an idle core equal to WORK."""
    start = time.thread_time_ns()
    seen: dict[int, str] = {}
    for number in range(STEPS):
        seen[number & 1023] = str(number)
    return (time.thread_time_ns() - start) / 1_000_000


@contextmanager
def watched_loop() -> Iterator[Watchdog]:
    """Watch the running loop, in processor time: other work of the machine does not count."""
    dog = Watchdog()
    loop = asyncio.get_running_loop()
    # asyncio runs every callback through this; its own check (debug mode) uses wall-clock time.
    run: Any = asyncio.events.Handle._run

    def timed(handle: Any) -> None:
        start = time.thread_time_ns()
        run(handle)
        took = (time.thread_time_ns() - start) / 1_000_000
        if (who := handle._context.get(_whose, "")) != _OWN:
            dog.note(took, f"{who} {handle!r}")

    def named(
        loop: asyncio.AbstractEventLoop,
        coro: Coroutine[Any, Any, Any],
        context: Context | None = None,
    ) -> asyncio.Task[Any]:
        context = context or copy_context()
        context.run(_whose.set, repr(coro))
        return asyncio.Task(coro, loop=loop, context=context)

    before = _whose.set(_OWN)
    gc.collect()
    gc.freeze()  # later collections skip what earlier tests left
    loop.set_task_factory(named)  # type: ignore[arg-type]
    asyncio.events.Handle._run = timed  # type: ignore[method-assign,assignment]
    try:
        yield dog
    finally:
        asyncio.events.Handle._run = run  # type: ignore[method-assign]
        loop.set_task_factory(None)
        gc.unfreeze()
        _whose.reset(before)
