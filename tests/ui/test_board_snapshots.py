"""Pictures of the session board, held against those that were approved by eye.

After a wanted change: pytest tests/ui/test_board_snapshots.py --snapshot-update, then look at each.
"""

import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rolecall.core.state import update_state
from rolecall.demo.clock import SettableClock
from rolecall.handover.credentials_file import write_profiles
from rolecall.sessions.handed import CLIPBOARD, note_handed
from rolecall.signin.desk import open_desk
from rolecall.ui.app import RolecallApp
from tests.ui.harness import Size, Walk, WorldAround

Compare = Callable[..., bool]
Steps = Callable[[Walk], Awaitable[None]]
Same = Callable[..., bool]

WIDE, MEDIUM, NARROW = (120, 40), (80, 24), (40, 12)
SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in (WIDE, MEDIUM, NARROW)]


@pytest.fixture
def clock() -> SettableClock:
    """A moment that is the same in every run."""
    return SettableClock(1_767_268_811)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def same(snap_compare: Compare, world: WorldAround) -> Same:
    """Compare the picture after some steps with the approved one."""

    def compare(size: Size, steps: Steps, *, captured: bool = False) -> bool:
        app = RolecallApp(
            open_desk(world.env, world.now), captured=captured, device_code=lambda name: None
        )

        async def before(pilot: Pilot[Any]) -> None:
            await steps(Walk(app, pilot, world, captured=captured))

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


def _hold_one_of_each(world: WorldAround) -> None:
    """A session in every state, each handed to something else, and one of the AWS CLI."""
    paths = world.home.paths
    expired = world.hold("sandbox", "admin")
    world.clock.advance(287)
    staging = world.hold("staging", "developer")
    world.clock.advance(574)
    lake = world.hold("data-lake", "engineer")
    world.env["AWS_ACCESS_KEY_ID"] = lake.credentials.access_key_id
    world.clock.advance(1769)
    production = world.hold("production", "read")
    profiles = {"sandbox-admin": expired, "production-read": production}
    write_profiles(paths.aws_credentials, profiles, {})
    note_handed(paths, staging, CLIPBOARD, world.now())
    world.clock.advance(1070)
    _hold_by_the_cli(world, world.now() + timedelta(minutes=38, seconds=55))


def _hold_by_the_cli(world: WorldAround, until: datetime) -> None:
    path = Path(world.env["HOME"], ".aws/cli/cache/one.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    cached = {
        "Credentials": {
            "AccessKeyId": "ASIAQQQQQQQQQQQQQQQ1",
            "SecretAccessKey": "canary+secret/of=forty0characters1234567",
            "SessionToken": "canary-token//" + "x" * 300 + "==",
            "Expiration": until.astimezone(UTC).isoformat(),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": "AROA:alice",
            "Arn": "arn:aws:sts::776655443322:assumed-role/audit/alice",
        },
    }
    path.write_text(json.dumps(cached))


@pytest.mark.parametrize("size", SIZES)
def test_a_session_in_every_state(same: Same, size: Size, world: WorldAround) -> None:
    _hold_one_of_each(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("38:55")

    assert same(size, look)


def test_in_a_captured_picker_the_shell_can_have_one(same: Same, world: WorldAround) -> None:
    _hold_one_of_each(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("38:55")
        await walk.press("down")

    assert same(WIDE, look, captured=True)


def test_in_light(same: Same, world: WorldAround) -> None:
    _hold_one_of_each(world)
    chosen = world.state._replace(theme="catppuccin-latte")
    update_state(world.home.paths.state_file, lambda state: chosen)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("38:55")
        await walk.press("down", "down")

    assert same(WIDE, look)


def test_without_colours(same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch) -> None:
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")
    _hold_one_of_each(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("38:55")

    assert same(WIDE, look)


@pytest.mark.parametrize("size", SIZES)
def test_an_empty_board(same: Same, size: Size) -> None:
    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("Nothing is held yet")

    assert same(size, look)
