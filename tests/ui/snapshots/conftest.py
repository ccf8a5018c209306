"""Fixtures: a world that is the same in every run, and a snapshot taken only when idle."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.device import current_code
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.login import demo_login
from rolecall.demo.world.world import World
from rolecall.signin.desk import open_desk
from rolecall.ui.app import RolecallApp
from rolecall.ui.page import message_line
from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import Same, Steps

FOR_EVER = 3600.0  # seconds
REQUEST_ID = "8f1e5a3c-0b7d-4c62-9e4f-2d6a17b3c5e9"


@pytest.fixture
def clock() -> SettableClock:
    """A time that is the same in every run, 11 s into the window of a code."""
    return SettableClock(1_767_268_811)


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    """The demo's own, including the accounts behind its identity provider."""
    return demo_world(clock)


@pytest.fixture(autouse=True)
def same_request_ids(aws: EmbeddedAws) -> None:
    """Every response has the same id."""
    aws.new_request_id = lambda: REQUEST_ID


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    """Sets the time zone to UTC."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message disappears before the snapshot, however slow the machine is."""
    monkeypatch.setattr(message_line, "MESSAGE_SECONDS", FOR_EVER)
    monkeypatch.setattr(message_line, "MESSAGE_SECONDS_COMPACT", FOR_EVER)


@pytest.fixture
def same(snap_compare: Callable[..., bool], world: WorldAround) -> Same:
    """Compare the snapshot after some steps with the approved one."""

    def compare(size: Size, steps: Steps, *, captured: bool = False) -> bool:
        desk = open_desk(world.env, world.now)
        app = RolecallApp(
            desk, captured=captured, device_code=lambda name: _shown_by_the_demo(world, name)
        )

        async def before(pilot: Pilot[Any]) -> None:
            walk = Walk(app, pilot, world, captured=captured)
            await walk.until(lambda: walk.app.screen.query("#query"), "the page")
            await _stand_still(walk)
            await steps(walk)
            await _stand_still(walk)

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


async def _stand_still(walk: Walk) -> None:
    """Wait until the page has read its surroundings and shown them."""
    walk.picker.look_again()

    def looks() -> bool:
        workers = list(walk.app.workers)
        return any(each.description == "look around" and each.is_running for each in workers)

    await walk.until(lambda: not looks(), "the look around ends")
    await walk.pilot.pause()


def _shown_by_the_demo(world: WorldAround, name: str) -> str | None:
    """The demo's code and login, the same in every run."""
    if not world.shows_codes:
        return None
    if login := demo_login(world.env, name):
        return f"{login[0]} / abcd-efgh-jkmn"
    return current_code(world.env, name, world.clock()) and "123456"
