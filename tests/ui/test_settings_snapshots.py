"""Pictures of the first run, the palette, and the dialogs of account and region.

After a wanted change: pytest tests/ui/test_settings_snapshots.py --snapshot-update, then look.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rolecall.core.state import update_state
from rolecall.demo.clock import SettableClock
from rolecall.demo.stage import Stage
from rolecall.signin.desk import open_desk
from rolecall.ui.app import RolecallApp
from tests.ui.harness import Size, Walk, WorldAround

Compare = Callable[..., bool]
Steps = Callable[[Walk], Awaitable[None]]
Same = Callable[[Size, Steps], bool]

WIDE, MEDIUM, NARROW = (120, 40), (80, 24), (40, 12)
SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in (WIDE, MEDIUM, NARROW)]


@pytest.fixture
def clock() -> SettableClock:
    """A moment that is the same in every run."""
    return SettableClock(1_767_268_811)


@pytest.fixture
def same(snap_compare: Compare, world: WorldAround) -> Same:
    """Compare the picture after some steps with the approved one."""

    def compare(size: Size, steps: Steps) -> bool:
        desk = open_desk(world.env, world.now)
        app = RolecallApp(desk, captured=False, device_code=lambda name: None)

        async def before(pilot: Pilot[Any]) -> None:
            await steps(Walk(app, pilot, world, captured=False))

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


def _no_accounts(home: Stage) -> None:
    for path in (home.paths.accounts_file, home.paths.config_file):
        Path(path).unlink()
    Path(home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


def _light(world: WorldAround) -> None:
    path = world.home.paths.state_file
    update_state(path, lambda state: state._replace(theme="catppuccin-latte"))


async def _to_first_run(walk: Walk) -> None:
    await walk.see("Nothing to pick yet")


@pytest.mark.parametrize("size", SIZES)
def test_first_run(same: Same, world: WorldAround, size: Size) -> None:
    _no_accounts(world.home)
    assert same(size, _to_first_run)


def test_first_run_in_light(same: Same, world: WorldAround) -> None:
    _no_accounts(world.home)
    _light(world)
    assert same(WIDE, _to_first_run)


def test_first_run_without_colours(
    same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_accounts(world.home)
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")
    assert same(WIDE, _to_first_run)


def test_first_run_with_keys_elsewhere(same: Same, world: WorldAround) -> None:
    _no_accounts(world.home)
    path = Path(world.home.paths.aws_credentials)
    path.write_text(path.read_text().replace("[default]", "[work]"))
    assert same(WIDE, _to_first_run)


@pytest.mark.parametrize("size", SIZES)
def test_first_run_without_keys(same: Same, world: WorldAround, size: Size) -> None:
    _no_accounts(world.home)
    Path(world.home.paths.aws_credentials).unlink()
    assert same(size, _to_first_run)


@pytest.mark.parametrize("size", SIZES)
def test_add_an_account(same: Same, world: WorldAround, size: Size) -> None:
    _no_accounts(world.home)

    async def fill_in(walk: Walk) -> None:
        await walk.press("enter")
        await walk.see("account id")
        await walk.paste("staging")
        await walk.press("tab")
        await walk.paste("210987654321")
        await walk.see('"staging": "210987654321"')

    assert same(size, fill_in)


@pytest.mark.parametrize("size", SIZES)
def test_palette(same: Same, size: Size) -> None:
    async def open_palette(walk: Walk) -> None:
        await walk.see("targets")
        await walk.press("ctrl+p")
        await walk.see("Become the role under the cursor.")

    assert same(size, open_palette)


def test_palette_with_a_search_in_light(same: Same, world: WorldAround) -> None:
    _light(world)

    async def search(walk: Walk) -> None:
        await walk.see("targets")
        await walk.press("ctrl+p")
        await walk.see("Become the role under the cursor.")
        await walk.paste("prof")
        await walk.gone("Become the role")
        await walk.see("Base profile")

    assert same(WIDE, search)


@pytest.mark.parametrize("size", SIZES)
def test_region(same: Same, size: Size) -> None:
    async def ask(walk: Walk) -> None:
        await walk.search("sandbox developer")
        walk.picker.action_run("region")
        await walk.see("Region of sandbox")
        await walk.paste("eu-w")
        await walk.gone("us-east-1")
        await walk.press("down")
        await walk.until(lambda: "▐  eu-west-2" in walk.text, "the second one")

    assert same(size, ask)
