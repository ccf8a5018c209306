"""Windows of any size, on every screen and every dialog: U07."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from textual.screen import Screen

import rolecall.ui
from rolecall.ui.page.picker import Picker
from tests.drivers.picker import WorldAround
from tests.drivers.window_sizes import CORNERS, TALLEST, WIDEST, resize, some_sizes
from tests.full import FULL, times
from tests.torture.figure import Figure
from tests.ui.screens.screens import DIALOGS, SCREENS


@pytest.mark.parametrize("name", SCREENS)
async def test_U07_resize(world: WorldAround, name: str, figure: Figure) -> None:
    """Opened, resized, and then used: what only breaks with the next key is found too."""
    before, opened = SCREENS[name]
    before(world)
    async with world.picker() as walk:
        await opened(walk)
        top = walk.app.screen
        assert type(top) is DIALOGS.get(name, Picker)
        sizes = CORNERS + some_sizes(name, times(full=1000, short=4))
        for size in [*sizes, (WIDEST, TALLEST)] if FULL else sizes:
            await resize(walk, size)
            assert walk.app.is_running and walk.app.screen is top, size
        await walk.press("down", "up")
        await resize(walk, (120, 40))
        assert walk.app.is_running and walk.text.strip()
    figure(f"0 exceptions, {len(SCREENS)} screens at {len(sizes)} sizes each")


def test_U07_no_screen_or_dialog_is_left_out() -> None:
    """Every class of a screen that the package has is on top of one of those screens."""
    for module in pkgutil.walk_packages(rolecall.ui.__path__, "rolecall.ui."):
        importlib.import_module(module.name)
    shown = {Picker, *DIALOGS.values()}
    assert set(_leaves(Screen)) == shown
    assert set(DIALOGS) < set(SCREENS)


def _leaves(kind: type[Any]) -> Iterator[type[Any]]:
    """Yields the classes of ours that nothing else is derived from: those that can be opened."""
    derived = kind.__subclasses__()
    if not derived and kind.__module__.startswith("rolecall."):
        yield kind
    for each in derived:
        yield from _leaves(each)
