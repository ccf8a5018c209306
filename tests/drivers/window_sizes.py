"""Gives the picker's window another size, and goes on as soon as all of it is drawn."""

import asyncio
import math
import random
import time

from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Resize
from textual.geometry import Size as Geometry

from tests.drivers.picker import PATIENCE, Size, Walk, screen_strips

WIDEST, TALLEST = 500, 200
CORNERS = [(1, 1), (1, TALLEST), (WIDEST, 1)]
USUAL = [(40, 10), (80, 24), (110, 16)]


async def resize(walk: Walk, size: Size) -> None:
    """Back once the screen is drawn in `size`: Pilot would wait for an idle processor."""
    new = Geometry(*size)
    driver = walk.app._driver
    assert isinstance(driver, HeadlessDriver)
    driver._size = new
    walk.app.post_message(Resize(new, new))
    ends = time.monotonic() + PATIENCE
    while not _is_drawn(walk, size):
        assert time.monotonic() < ends, f"never drawn: {size}"
        await asyncio.sleep(0)


def some_sizes(seed: str, count: int) -> list[Size]:
    """So many sizes from 1x1 to 500x200, more small ones than large ones."""
    chance = random.Random(seed)  # noqa: S311

    def side(most: int) -> int:
        return round(math.pow(most, math.pow(chance.random(), 1.6)))

    return [(side(WIDEST), side(TALLEST)) for _ in range(count)]


def _is_drawn(walk: Walk, size: Size) -> bool:
    """Whether all of the screen is drawn in this size. An app that broke is not, and says why."""
    if not walk.app.is_running:
        return True
    screen = walk.app.screen
    if not walk.app.size == screen.size == size or screen._layout_required:
        return False
    strips = screen_strips(walk.app)
    return (len(strips), {strip.cell_length for strip in strips}) == (size[1], {size[0]})
