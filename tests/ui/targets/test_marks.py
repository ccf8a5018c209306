"""Marking rows with keys and mouse, across queries, and clearing the marks."""

import pytest

from rolecall.ui.targets.target_card import Card
from rolecall.ui.targets.target_list import TargetList
from tests.drivers.loops import make_loop
from tests.drivers.picker import Walk, WorldAround


def _marked(walk: Walk) -> list[str]:
    return [f"{t.alias}/{t.role}" for t in walk.picker.targets.marks.targets]


async def test_tab_marks_and_goes_down_and_shift_tab_up(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("staging")
        first = walk.target
        await walk.press("tab", "tab")
        assert len(_marked(walk)) == 2
        assert _marked(walk)[0] == first
        assert walk.line(" ■ ").count("■") == 1
        assert sum("■" in line for line in walk.lines) == 2
        third = walk.target
        await walk.press("shift+tab")
        assert _marked(walk)[2] == third
        assert walk.target == _marked(walk)[1]
        await walk.press("tab")
        assert len(_marked(walk)) == 2, "the mark under the cursor is taken away"


async def test_marks_outlive_a_query_and_are_counted(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("staging admin")
        await walk.press("tab")
        await walk.search("sandbox")
        assert "1 marked · 3 of 29" in walk.text
        await walk.press("tab")
        await walk.search("staging admin")
        assert "2 marked · 1 of 29" in walk.text
        assert "■ staging" in walk.line("■")
        await walk.search("")
        assert "2 marked · 29 targets" in walk.text


async def test_escape_takes_the_marks_first_and_leaves_then(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("tab", "tab")
        assert "2 marked" in walk.text
        await walk.press("escape")
        assert walk.app.is_running
        assert "marked" not in walk.text
        assert "■" not in walk.text
        await walk.press("escape")
        await walk.until(lambda: not walk.app.is_running, "the picker ends")


async def test_keys_and_buttons_say_what_they_do_with_marks(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("tab")
        for words in ("tab mark", "esc clear marks"):
            assert words in walk.lines[39]
        for words in ("Assume marked", "Write profiles"):
            assert words in walk.text
        await walk.press("escape")
        assert "marked" not in walk.text
        assert "Write profile " in walk.text


async def test_a_held_target_under_the_cursor_hides_no_assume_marked(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sandbox")
        await walk.press("tab")
        await walk.search("sandbox developer")
        assert walk.picker.query_one(Card).has_class("-held")
        assert "Assume marked" in walk.text


@pytest.mark.parametrize("how", ["gutter", "ctrl", "middle"])
async def test_the_mouse_marks(world: WorldAround, how: str) -> None:
    async with world.picker() as walk:
        await walk.search("staging")
        offset = (1 if how == "gutter" else 20, 2)
        await walk.pilot.click(
            TargetList, offset=offset, control=how == "ctrl", button=2 if how == "middle" else 1
        )
        assert len(_marked(walk)) == 1
        assert _marked(walk) == [walk.target]
        await walk.pilot.click(TargetList, offset=(20, 0))
        assert len(_marked(walk)) == 1, "a plain click marks nothing"


async def test_what_cannot_be_assumed_is_not_marked(world: WorldAround) -> None:
    make_loop(world.home.paths)
    async with world.picker() as walk:
        await walk.search("log-archive archivist")
        await walk.press("tab")
        assert _marked(walk) == []
        assert "This role can't be assumed yet." in walk.message


async def test_marks_are_counted_where_it_is_narrow(world: WorldAround) -> None:
    async with world.picker(size=(40, 12)) as walk:
        await walk.search("staging")
        await walk.press("tab")
        assert "1 marked" in walk.lines[0]
        assert any(line.startswith(" ■staging") for line in walk.lines)
