"""The picker in every theme, and without colours."""

from pathlib import Path

import pytest
from rich.color import ColorType
from textual.theme import BUILTIN_THEMES

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.picker import Walk, WorldAround, screen_strips


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


async def test_every_theme_draws_picker_and_dialog(world: WorldAround) -> None:
    ends = world.hold("production", "read").credentials.expiration.timestamp()
    world.clock.now = ends - 200
    async with world.picker() as walk:
        await walk.press("f1")
        await walk.see("Help")
        names = sorted(walk.app.available_themes)
        assert len(names) > 15
        for name in names:
            walk.app.theme = name
            await walk.pilot.pause()
            assert "Close" in walk.words, name
            assert "! 1 ending" in walk.text, "the picker, behind the dialog"
        assert walk.app.is_running


async def test_a_theme_that_is_gone_is_no_crash(world: WorldAround) -> None:
    path = Path(world.home.paths.state_file)
    path.parent.mkdir(parents=True)
    path.write_text('theme = "of-yesteryear"\n')
    async with world.picker() as walk:
        assert walk.app.theme in BUILTIN_THEMES


async def test_without_colours_no_colour_is_sent(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")
    ends = world.hold("production", "read").credentials.expiration.timestamp()
    world.clock.now = ends - 200
    async with world.picker() as walk:
        assert walk.app.theme == "ansi-dark"
        await walk.search("prod re")
        _is_plain(walk)
        assert "protected ◆" in walk.text, "said in words"
        assert "ending" in walk.text
        assert "[Write profile" in walk.text.replace(" [", "["), "buttons have brackets"
        await walk.press("f1")
        await walk.see("Help")
        _is_plain(walk)
        await walk.press("escape")
        await walk.ask_login()
        await walk.press("tab", "x")
        _is_plain(walk)
        assert "[Sign in enter]" in walk.words
    assert world.state.theme == "", "a theme forced by NO_COLOR is not remembered"


def _is_plain(walk: Walk) -> None:
    for strip in screen_strips(walk.app):
        for segment in strip:
            for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                assert colour is None or colour.type is not ColorType.TRUECOLOR, segment
