"""Every screen at random sizes, 1x1 to 500x200; 1,000 of them each with ROLECALL_TESTS=full."""

import math
import random

import pytest

from tests.ui.full import times
from tests.ui.harness import Size, Walk, WorldAround, screen_strips
from tests.ui.screens import SCREENS

WIDEST, TALLEST = 500, 200
CORNERS = [(1, 1), (WIDEST, TALLEST), (1, TALLEST), (WIDEST, 1)]


def _sizes(seed: str) -> list[Size]:
    """As many small ones as large ones: it is the small where there is no room."""
    chance = random.Random(seed)  # noqa: S311

    def side(most: int) -> int:
        return round(math.exp(chance.uniform(0, math.log(most))))

    count = times(full=1000, short=40)
    return CORNERS + [(side(WIDEST), side(TALLEST)) for _ in range(count - len(CORNERS))]


@pytest.mark.parametrize("screen", SCREENS)
async def test_no_size_breaks_a_screen(world: WorldAround, screen: str) -> None:
    before, opened = SCREENS[screen]
    before(world)
    async with world.picker() as walk:
        await opened(walk)
        top = walk.app.screen
        for size in _sizes(screen):
            await walk.pilot.resize_terminal(*size)
            await walk.until(lambda size=size: _is_drawn(walk, size), f"{size}")  # type: ignore[misc]
            assert walk.app.is_running and walk.app.screen is top, size
        await walk.pilot.resize_terminal(120, 40)
        await walk.pilot.press("down", "up")


def _is_drawn(walk: Walk, size: Size) -> bool:
    """Whether all of the screen is drawn in this size. An app that broke is not, and says why."""
    strips = screen_strips(walk.app)
    return not walk.app.is_running or (
        (len(strips), {strip.cell_length for strip in strips}) == (size[1], {size[0]})
    )
