"""First run, palette and their dialogs at every window size, and in every theme."""

from pathlib import Path

import pytest

from tests.drivers.picker import Walk, WorldAround
from tests.ui.screens.test_sizes import _through_all_sizes


@pytest.fixture
def newcomer(world: WorldAround) -> WorldAround:
    for path in (world.home.paths.accounts_file, world.home.paths.config_file):
        Path(path).unlink()
    Path(world.home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")
    return world


async def _every_theme(walk: Walk) -> None:
    for name in sorted(walk.app.available_themes):
        walk.app.theme = name
        await walk.pilot.pause()
    assert walk.app.is_running


async def test_the_first_run(newcomer: WorldAround) -> None:
    Path(newcomer.home.paths.aws_credentials).unlink()
    async with newcomer.picker() as walk:
        await _through_all_sizes(walk)
        await walk.pilot.resize_terminal(120, 40)
        await walk.see("aws configure")
        await _every_theme(walk)


async def test_the_dialog_that_adds_an_account(newcomer: WorldAround) -> None:
    async with newcomer.picker() as walk:
        await walk.press("enter")
        await walk.see("account id")
        await walk.press("enter")
        await _through_all_sizes(walk)
        await _every_theme(walk)


async def test_the_palette(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+p")
        await walk.see("Become the role under the cursor.")
        await _through_all_sizes(walk)
        await _every_theme(walk)


async def test_the_region_dialog(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        walk.picker.action_run("region")
        await walk.see("Region of sandbox")
        await walk.paste("hello")
        await walk.press("enter")
        await _through_all_sizes(walk)
        await _every_theme(walk)
