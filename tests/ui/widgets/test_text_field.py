"""Keys take effect in the order they are typed, however fast."""

import pytest
from textual import events
from textual.command import CommandInput
from textual.widgets import Input

from rolecall.ui.dialogs.confirm import ConfirmDialog
from rolecall.ui.dialogs.fields.ghost_field import GhostField
from tests.drivers.picker import Walk, WorldAround


def _burst(walk: Walk, *keys: str) -> None:
    """Type keys without waiting for the effect of each."""
    for key in keys:
        walk.app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("a", "b", "ctrl+u", "c", "d"), "cd"),
        (("a", "b", "backspace", "c"), "ac"),
        (("a", "b", "left", "c"), "acb"),
        (("b", "home", "a", "end", "c"), "abc"),
    ],
)
async def test_no_letter_overtakes_an_edit_of_the_query(
    world: WorldAround, keys: tuple[str, ...], left: str
) -> None:
    async with world.picker() as walk:
        query = walk.picker.query_one("#query", Input)
        _burst(walk, *keys, "z")
        await walk.until(lambda: "z" in query.value, "the last letter is there")
        await walk.pilot.pause()
        assert query.value.replace("z", "") == left


async def test_letters_after_enter_do_not_change_the_role_it_takes(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        _burst(walk, "enter", *"123456")
        await walk.see(", as alice")
        assert "sandbox · developer, as alice" in walk.text


async def test_letters_after_a_mark_do_not_change_the_row_it_marks(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("data-lake")
        _burst(walk, "tab", "tab", "ctrl+u", *"payments-prod")
        await walk.until(lambda: "payments-prod" in walk.lines[4], "the last letter is there")
        assert "2 marked" in walk.text
        await walk.search("")
        marked = [line.split()[1:3] for line in walk.lines if "■" in line]
        assert marked == [["data-lake", "read"], ["data-lake", "analyst"]]


async def test_no_letter_overtakes_an_edit_of_the_palette(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+p")
        await walk.see("Mark and move up")
        _burst(walk, *"assume", "ctrl+u", *"pin")
        await walk.see("Pin or unpin;")
        assert walk.app.screen.query_one(CommandInput).value == "pin"


async def test_no_letter_overtakes_an_edit_of_the_name(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("production read")
        await walk.press("enter")
        await walk.see("to assume it.")
        field = walk.dialog(ConfirmDialog).query_one(GhostField)
        _burst(walk, "x", "ctrl+u", *"prodd", "backspace", *"uction")
        await walk.until(lambda: field.is_whole, "the name is whole")
