"""Pictures of the picker and its dialogs, held against those that were approved by eye.

After a wanted change: pytest tests/ui/test_snapshots.py --snapshot-update, then look at each one.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from rolecall.core.state import update_state
from rolecall.demo.clock import SettableClock
from rolecall.demo.device import current_code
from rolecall.signin.desk import open_desk
from rolecall.ui.app import RolecallApp
from tests.ui.harness import Size, Walk, WorldAround

Compare = Callable[..., bool]
Steps = Callable[[Walk], Awaitable[None]]

WIDE, MEDIUM, NARROW = (120, 40), (80, 24), (40, 12)
SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in (WIDE, MEDIUM, NARROW)]


@pytest.fixture
def clock() -> SettableClock:
    """A moment that is the same in every run, 11 s into a code."""
    return SettableClock(1_767_268_811)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def same(snap_compare: Compare, world: WorldAround) -> Callable[[Size, Steps], bool]:
    """Compare the picture after some steps with the approved one."""

    def compare(size: Size, steps: Steps) -> bool:
        app = RolecallApp(
            open_desk(world.env, world.now),
            captured=False,
            device_code=lambda serial: current_code(world.env, serial, world.clock()) and "123456",
        )

        async def before(pilot: Pilot[Any]) -> None:
            await steps(Walk(app, pilot, world, captured=False))

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


@pytest.mark.parametrize("size", SIZES)
def test_at_rest_the_cursor_is_on_the_first_target(
    same: Callable[[Size, Steps], bool], size: Size
) -> None:
    async def nothing(walk: Walk) -> None:
        await walk.see("assume")

    assert same(size, nothing)


@pytest.mark.parametrize("size", SIZES)
def test_matched_letters_and_a_held_protected_target(
    same: Callable[[Size, Steps], bool], size: Size, world: WorldAround
) -> None:
    world.hold("production", "read")
    world.clock.advance(1070)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("42:10")

    assert same(size, search)


@pytest.mark.parametrize("size", SIZES)
def test_mfa_dialog_after_a_refused_code(same: Callable[[Size, Steps], bool], size: Size) -> None:
    async def refused(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.press("enter")
        await walk.see("MFA code")
        await walk.type(walk.world.wrong_code())
        await walk.see("refused that code")
        await walk.type("49")

    assert same(size, refused)


@pytest.mark.parametrize("size", [WIDE, MEDIUM], ids=["120x40", "80x24"])
def test_write_profile_shows_what_changes(
    same: Callable[[Size, Steps], bool], size: Size, world: WorldAround
) -> None:
    session = world.hold("sandbox", "developer")

    async def write(walk: Walk) -> None:
        await walk.search("sand dev")
        await walk.press("ctrl+s")
        await walk.see("byte for byte")
        # The one thing that differs from run to run: the key id AWS made up.
        _even_out(walk, session.credentials.access_key_id)

    assert same(size, write)


def test_help_is_the_command_table(same: Callable[[Size, Steps], bool]) -> None:
    async def ask(walk: Walk) -> None:
        await walk.press("f1")
        await walk.see("Help")

    assert same(WIDE, ask)


def test_light_theme(same: Callable[[Size, Steps], bool], world: WorldAround) -> None:
    world.hold("data-lake", "engineer")
    world.clock.advance(3600 - 761)
    chosen = world.state._replace(theme="catppuccin-latte")
    update_state(world.home.paths.state_file, lambda state: chosen)

    async def light(walk: Walk) -> None:
        await walk.search("data")
        await walk.see("12:41")

    assert same(WIDE, light)


def test_without_colours_nothing_is_lost(
    same: Callable[[Size, Steps], bool], world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")
    world.hold("production", "read")
    world.clock.advance(3400)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("3:20")

    assert same(WIDE, search)


def _even_out(walk: Walk, key_id: str) -> None:
    from textual.content import Content
    from textual.widgets import Static

    change = walk.app.screen.query_one("#change", Static)
    shown = change.content
    assert isinstance(shown, Content)
    text = f"{key_id[:4]}····{key_id[-4:]}"
    start = shown.plain.index(text)
    change.update(shown[:start] + Content("ASIA····3F2K") + shown[start + len(text) :])
