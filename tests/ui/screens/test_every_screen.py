"""Every screen, opened once: in ASCII, at a dozen sizes of the window, and in some themes.

With ROLECALL_TESTS=full at a thousand sizes, in every theme, and in Unicode as well. A screen in
ASCII is laid out as in Unicode, but for the large figures, which the last two have.
"""

import pytest

from tests.drivers.picker import WorldAround
from tests.drivers.window_sizes import CORNERS, TALLEST, USUAL, WIDEST, resize, some_sizes
from tests.full import FULL, times
from tests.ui.screens.screens import SCREENS

NAMES = list(SCREENS)
WITH_FIGURES = ["picker", "board"]
WALKS = [(name, "C") for name in NAMES]
WALKS += [(name, "C.UTF-8") for name in (NAMES if FULL else WITH_FIGURES)]


@pytest.mark.parametrize(("name", "locale"), WALKS)
async def test_no_size_theme_or_locale_breaks_a_screen(
    world: WorldAround, name: str, locale: str
) -> None:
    before, opened = SCREENS[name]
    before(world)
    world.env["LC_ALL"] = locale
    async with world.picker() as walk:
        await opened(walk)
        top = walk.app.screen
        sizes = CORNERS + USUAL + some_sizes(name, times(full=1000, short=6))
        for size in [*sizes, (WIDEST, TALLEST)] if FULL else sizes:
            await resize(walk, size)
            assert walk.app.is_running and walk.app.screen is top, size
            assert walk.text.isascii() or locale != "C", size
        await resize(walk, (120, 40))
        for theme in _themes(sorted(walk.app.available_themes), NAMES.index(name)):
            walk.app.theme = theme
            await walk.pilot.pause()
            assert walk.app.is_running and walk.text.strip(), theme
        await walk.pilot.press("down", "up")
        assert walk.app.is_running


def _themes(every: list[str], place: int) -> list[str]:
    """All of them, or two: the screens take turns, so that each theme is on some of them."""
    assert 10 < len(every) <= 2 * len(NAMES)
    return every if FULL else [every[(2 * place + step) % len(every)] for step in (0, 1)]
