"""The keys in the footer: those possible now, as many as fit."""

import pytest

from tests.drivers.picker import WorldAround

TALL = 40


@pytest.mark.parametrize(("width", "told"), [(100, True), (99, False)])
async def test_tab_is_told_where_there_is_room(world: WorldAround, width: int, told: bool) -> None:
    async with world.picker(size=(width, TALL)) as walk:
        keys = walk.lines[-1]
        assert "enter assume" in keys
        assert ("tab mark" in keys) is told
        assert keys.rstrip().endswith("esc leave")


async def test_where_nothing_matches_there_is_nothing_to_do_with_it(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("qqqq wwww")
        await walk.see("No match.")
        assert "tab" not in walk.lines[-1]
        assert "enter" not in walk.lines[-1]
    async with world.picker(size=(40, 12)) as walk:
        await walk.search("qqqq wwww")
        await walk.see("No match.")
        assert "Try fewer letters, or" in walk.text, "all of it"
        assert "copy" not in walk.lines[-1]


async def test_an_empty_board_offers_nothing_to_renew(world: WorldAround) -> None:
    async with world.picker(size=(40, 12)) as walk:
        await walk.press("ctrl+t")
        await walk.see("No sessions yet")
        assert walk.lines[-1].split() == ["^t", "targets"]
