"""Snapshots of the session board."""

from datetime import timedelta

import pytest

from rolecall.demo.world.bastion import bastion_world
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.world import World
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.sessions.handed import CLIPBOARD, note_handed
from tests.drivers.picker import Size, Walk, WorldAround
from tests.samples.cli_cache import hold_by_the_cli
from tests.ui.snapshots.pictures import SIZES, WIDE, Same, in_light, without_colours


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return bastion_world(clock)


def _hold_one_of_each(world: WorldAround) -> None:
    """Sessions in every state, each with another hand-over, and one of the AWS CLI."""
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
    hold_by_the_cli(world, world.now() + timedelta(minutes=38, seconds=55))


@pytest.mark.parametrize("size", SIZES)
def test_a_session_in_every_state(same: Same, size: Size, world: WorldAround) -> None:
    _hold_one_of_each(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("6 sessions")

    assert same(size, look)


def test_in_a_captured_picker_the_shell_can_have_one(same: Same, world: WorldAround) -> None:
    _hold_one_of_each(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("6 sessions")
        await walk.press("down")

    assert same(WIDE, look, captured=True)


def test_in_light(same: Same, world: WorldAround) -> None:
    _hold_one_of_each(world)
    in_light(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("6 sessions")
        await walk.press("down", "down")

    assert same(WIDE, look)


def test_without_colours(same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch) -> None:
    without_colours(world, monkeypatch)
    _hold_one_of_each(world)

    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("6 sessions")

    assert same(WIDE, look)


@pytest.mark.parametrize("size", SIZES)
def test_an_empty_board(same: Same, size: Size) -> None:
    async def look(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("No sessions yet")

    assert same(size, look)
