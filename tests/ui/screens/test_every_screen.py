"""Every screen, opened once: in ASCII and in some themes; sizes of the window are U07's.

With ROLECALL_TESTS=full in every theme, and in Unicode as well. A screen in ASCII is laid out as in
Unicode, but for the large figures, which the last two have.
"""

import pytest

from tests.drivers.picker import WorldAround
from tests.drivers.window_sizes import USUAL, resize
from tests.full import FULL
from tests.ui.screens.screens import SCREENS

NAMES = list(SCREENS)
WITH_FIGURES = ["picker", "board"]
WALKS = [(name, "C") for name in NAMES]
WALKS += [(name, "C.UTF-8") for name in (NAMES if FULL else WITH_FIGURES)]


@pytest.mark.parametrize(("name", "locale"), WALKS)
async def test_no_usual_size_theme_or_locale_breaks_a_screen(
    world: WorldAround, name: str, locale: str
) -> None:
    before, opened = SCREENS[name]
    before(world)
    world.env["LC_ALL"] = locale
    async with world.picker() as walk:
        await opened(walk)
        top = walk.app.screen
        for size in USUAL:
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
