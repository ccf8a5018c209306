"""Measures the processor time of every callback of the event loop."""

import asyncio
import asyncio.events
import gc
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import Any, NamedTuple

STEPS, WORK = 20_000, 1.7  # milliseconds for the steps
_OWN = "the test"
_whose: ContextVar[str] = ContextVar("whose", default="a callback")


class Callback(NamedTuple):
    """One callback, and the milliseconds it would take on a processor that has nothing else to do.

    Measured in the time of the loop's thread, in which no other program's is; but a core that is
    shared is slower, so a known piece of work is timed beside it.
    """

    took: float
    who: str


class Watchdog:
    """All callbacks of a loop but those of the test's own task."""

    def __init__(self) -> None:
        self.count = 0
        self.longest = Callback(0, "")

    def note(self, took: float, who: str) -> None:
        self.count += 1
        if took > self.longest.took:
            slow = max(1.0, *(_timed_work() / WORK for _ in range(3)))
            self.longest = max(self.longest, Callback(took / slow, who))


def _timed_work() -> float:
    """Milliseconds for what takes WORK on an idle core."""
    start = time.thread_time_ns()
    seen: dict[int, str] = {}
    for number in range(STEPS):
        seen[number & 1023] = str(number)
    return (time.thread_time_ns() - start) / 1_000_000


@contextmanager
def watched_loop() -> Iterator[Watchdog]:
    """Watch the loop that runs. The processor's time, since a machine's other work is no fault."""
    dog = Watchdog()
    loop = asyncio.get_running_loop()
    # asyncio calls every callback by this; its own watch (debug mode) reads the clock on the wall.
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
    gc.freeze()  # what earlier tests left is looked through at no cost of this one
    loop.set_task_factory(named)  # type: ignore[arg-type]
    asyncio.events.Handle._run = timed  # type: ignore[method-assign,assignment]
    try:
        yield dog
    finally:
        asyncio.events.Handle._run = run  # type: ignore[method-assign]
        loop.set_task_factory(None)
        gc.unfreeze()
        _whose.reset(before)
