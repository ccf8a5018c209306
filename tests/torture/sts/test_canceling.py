"""Escape while AWS is silent: T16."""

import random
import threading

import pytest

from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.limits import LIMITS
from rolecall.aws.call.waiting import STEP
from tests.drivers.picker import WorldAround
from tests.full import times
from tests.torture.figure import Figure

OURS = ("ask-aws", "base-keys", "resolve", "sign-in")
CALLS = {"GetUser": False, "ListMFADevices": False, "GetSessionToken": True, "AssumeRole": False}


@pytest.mark.parametrize("action", CALLS)
async def test_T16_cancel_100(
    world: WorldAround, action: str, monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    """Free while AWS is still silent, and no thread is left that waits for it."""
    assert STEP * 2 <= 0.2  # seconds: Escape is looked for so often
    chance, count = random.Random(action), times(full=25, short=3)  # noqa: S311
    endless = LIMITS._replace(total=600.0)  # no call ends by itself
    monkeypatch.setattr(CallContext.__init__, "__defaults__", (None, None, endless))
    before = set(threading.enumerate())
    if action == "AssumeRole":
        world.hold("sandbox", "admin")
        world.aws.calls.clear()
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        for _ in range(count):
            world.clock.advance(60)
            with world.silence(action) as answers:
                await walk.press("enter")
                if CALLS[action]:
                    await walk.see(", as alice")
                    await walk.paste(world.code())
                for _ in range(chance.randrange(4)):
                    await walk.pilot.pause()
                if chance.random() < 0.7:
                    await walk.until(lambda: world.aws.times_called(action), "AWS is asked")
                await walk.press("escape")
                await walk.until(lambda: walk.at_rest, "the picker is free")
                await walk.until(lambda: not ours(before), "no thread is left")
                assert not answers.is_set()
            world.aws.faults.clear()
            world.aws.calls.clear()
    assert ours(before) == []
    figure(f"{4 * count} times free while AWS is silent, 0 threads left")


def ours(before: set[threading.Thread]) -> list[str]:
    """The names of threads of a sign-in, of those that are new since."""
    new = set(threading.enumerate()) - before
    return [thread.name for thread in new if thread.name in OURS]
