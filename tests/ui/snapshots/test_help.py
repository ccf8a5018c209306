"""Snapshots of the help, over the page, a dialog, the palette and the board."""

import pytest
from textual.command import CommandPalette

from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import SIZES, WIDE, Same, in_light


async def _ask(walk: Walk) -> None:
    await walk.press("f1")
    await walk.see("Help")


@pytest.mark.parametrize("size", SIZES)
def test_help_of_the_page(same: Same, size: Size) -> None:
    assert same(size, _ask)


@pytest.mark.parametrize("size", SIZES)
def test_help_over_a_dialog(same: Same, size: Size) -> None:
    async def in_a_dialog(walk: Walk) -> None:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await _ask(walk)

    assert same(size, in_a_dialog)


def test_help_over_the_palette(same: Same) -> None:
    async def in_the_palette(walk: Walk) -> None:
        await walk.press("ctrl+p")
        await walk.until(lambda: isinstance(walk.app.screen, CommandPalette), "the palette")
        await walk.see("Assume the role under the cursor.")
        await _ask(walk)

    assert same(WIDE, in_the_palette)


@pytest.mark.parametrize("size", SIZES)
def test_help_over_the_board(same: Same, world: WorldAround, size: Size) -> None:
    world.hold("sandbox", "developer")

    async def on_the_board(walk: Walk) -> None:
        await walk.press("ctrl+t")
        await walk.see("2 sessions")
        await _ask(walk)

    assert same(size, on_the_board)


def test_help_in_light(same: Same, world: WorldAround) -> None:
    in_light(world)
    assert same(WIDE, _ask)
