"""Snapshots of the first run, the palette, and the dialogs of account and region."""

from pathlib import Path

import pytest

from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import bastion_world
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.world import World
from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import SIZES, WIDE, Same, in_light, without_colours


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return bastion_world(clock)


def _no_accounts(home: Stage) -> None:
    for path in (home.paths.accounts_file, home.paths.config_file):
        Path(path).unlink()
    Path(home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


async def _to_first_run(walk: Walk) -> None:
    await walk.see("No accounts yet")


@pytest.mark.parametrize("size", SIZES)
def test_first_run(same: Same, world: WorldAround, size: Size) -> None:
    _no_accounts(world.home)
    assert same(size, _to_first_run)


def test_first_run_in_light(same: Same, world: WorldAround) -> None:
    _no_accounts(world.home)
    in_light(world)
    assert same(WIDE, _to_first_run)


def test_first_run_without_colours(
    same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_accounts(world.home)
    without_colours(world, monkeypatch)
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
        await walk.see("Assume the role under the cursor.")

    assert same(size, open_palette)


def test_palette_with_a_search_in_light(same: Same, world: WorldAround) -> None:
    in_light(world)

    async def search(walk: Walk) -> None:
        await walk.see("targets")
        await walk.press("ctrl+p")
        await walk.see("Assume the role under the cursor.")
        await walk.paste("prof")
        await walk.gone("Become the role")
        await walk.see("Change the base profile")

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


@pytest.mark.parametrize("size", SIZES)
def test_the_values_of_a_setting(same: Same, size: Size) -> None:
    async def open_themes(walk: Walk) -> None:
        await walk.press("ctrl+p")
        await walk.see("Assume the role under the cursor.")
        await walk.paste("theme")
        await walk.gone("Become the role")
        await walk.see("Change the theme")
        await walk.press("enter")
        await walk.see("ansi-dark")

    assert same(size, open_themes)
