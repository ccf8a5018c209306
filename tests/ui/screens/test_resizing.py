"""Every screen at random sizes, 1x1 to 500x200; 1,000 of them each with ROLECALL_TESTS=full."""

import asyncio
import math
import random
import time

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Resize
from textual.geometry import Size as Geometry

from tests.drivers.picker import PATIENCE, Size, Walk, WorldAround, screen_strips
from tests.full import FULL, times
from tests.ui.screens.screens import SCREENS

WIDEST, TALLEST = 500, 200
CORNERS = [(1, 1), (1, TALLEST), (WIDEST, 1)]


def _sizes(seed: str) -> list[Size]:
    """More small sizes than large ones: those are the ones without space."""
    chance = random.Random(seed)  # noqa: S311

    def side(most: int) -> int:
        return round(math.pow(most, math.pow(chance.random(), 1.6)))

    count = times(full=1000, short=10)
    corners = [*CORNERS, (WIDEST, TALLEST)] if FULL else CORNERS
    return corners + [(side(WIDEST), side(TALLEST)) for _ in range(count - len(corners))]


@pytest.mark.parametrize("screen", SCREENS)
async def test_no_size_breaks_a_screen(world: WorldAround, screen: str) -> None:
    before, opened = SCREENS[screen]
    before(world)
    async with world.picker() as walk:
        await opened(walk)
        top = walk.app.screen
        for size in _sizes(screen):
            await _resize(walk, size)
            assert walk.app.is_running and walk.app.screen is top, size
        await walk.pilot.resize_terminal(120, 40)
        await walk.pilot.press("down", "up")
        assert walk.app.is_running


async def _resize(walk: Walk, size: Size) -> None:
    """Resize and wait for the frame alone; Pilot would wait for an idle processor as well."""
    new = Geometry(*size)
    driver = walk.app._driver
    assert isinstance(driver, HeadlessDriver)
    driver._size = new
    walk.app.post_message(Resize(new, new))
    ends = time.monotonic() + PATIENCE
    while not _is_drawn(walk, size):
        assert time.monotonic() < ends, f"never drawn: {size}"
        await asyncio.sleep(0)


def _is_drawn(walk: Walk, size: Size) -> bool:
    """Whether the whole screen is drawn in this size; true as well if the app has crashed."""
    if not walk.app.is_running:
        return True
    screen = walk.app.screen
    if not walk.app.size == screen.size == size or screen._layout_required:
        return False
    strips = screen_strips(walk.app)
    return (len(strips), {strip.cell_length for strip in strips}) == (size[1], {size[0]})
