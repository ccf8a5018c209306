"""Slow work in threads: its result if it is no longer awaited."""

import asyncio
import contextlib
import threading
from typing import Any

import pytest

from rolecall.core.errors import Refused
from rolecall.ui.threads import in_thread

PATIENCE = 30.0  # seconds; a deadline against hangs


def ended(name: str) -> None:
    """Wait for the end of the threads with this name."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(PATIENCE)
            assert not thread.is_alive()


async def test_what_the_call_returns_comes_back_from_a_thread_of_that_name() -> None:
    here = threading.current_thread()
    thread = await in_thread(threading.current_thread, "sums")
    assert thread is not here
    assert thread.name == "sums"
    assert thread.daemon, "leaving would wait for it"


async def test_what_it_raises_is_raised_where_it_is_waited_for() -> None:
    def refuse() -> None:
        raise Refused("no", "")

    with pytest.raises(Refused, match="no"):
        await in_thread(refuse, "refusal")


async def test_the_loop_goes_on_meanwhile() -> None:
    go_on = threading.Event()
    asyncio.get_running_loop().call_soon(go_on.set)
    assert await in_thread(lambda: go_on.wait(PATIENCE), "wait")


@pytest.mark.parametrize("fails", [False, True])
async def test_what_comes_after_a_cancellation_is_dropped_without_a_word(fails: bool) -> None:
    loop, go_on, said = asyncio.get_running_loop(), threading.Event(), list[dict[str, Any]]()
    loop.set_exception_handler(lambda loop, context: said.append(context))

    def work() -> None:
        assert go_on.wait(PATIENCE)
        if fails:
            raise Refused("too late", "")

    task = asyncio.ensure_future(in_thread(work, "late"))
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    go_on.set()
    ended("late")
    await asyncio.sleep(0)  # callbacks that the thread has scheduled on the loop
    assert said == []


def test_what_comes_after_the_loop_was_closed_is_dropped_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, said = threading.Event(), list[Any]()
    monkeypatch.setattr(threading, "excepthook", said.append)

    async def leave() -> None:
        task = asyncio.ensure_future(in_thread(lambda: go_on.wait(PATIENCE), "very late"))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    go_on.set()
    ended("very late")
    assert said == []
