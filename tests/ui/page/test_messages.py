"""A message appears and disappears without covering anything."""

import pytest

from rolecall.ui.page.message_line import MessageLine
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Size, WorldAround


@pytest.mark.parametrize(
    ("size", "board", "rows"),
    [((120, 40), False, rows) for rows in (2, 3, 6)]
    + [((120, 40), True, rows) for rows in (2, 3, 4)]
    + [((100, 40), False, rows) for rows in (2, 3, 4)],
)
async def test_a_long_message_covers_no_button_and_no_row(
    world: WorldAround, size: Size, board: bool, rows: int
) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(size=size) as walk:
        if board:
            await walk.press("ctrl+t")
        await walk.pilot.pause()
        before = walk.lines
        room = 69 if size[0] == 120 and not board else size[0] - 9
        walk.picker.say(
            "error", "Words " * (max((rows - 1) * room, size[0] - 9) // 6 + 1), "And what to do."
        )
        await walk.see("what to do.")
        await walk.pilot.pause()
        message = walk.picker.query_one(MessageLine).region
        assert (message.height, message.bottom) == (rows, 39)
        for button in walk.picker.query(KeyButton):
            if button.region:
                assert not message.overlaps(button.region)
                assert button.label in walk.lines[button.region.y]
        rows_shown = walk.picker.query_one("#sessions" if board else "#targets").region
        assert not message.overlaps(rows_shown)
        if not board and size[0] == 120:
            card = walk.picker.query_one("#card").region
            assert card.bottom == 38, "the card stays"

        walk.picker.say_nothing()
        await walk.gone("Words")
        await walk.pilot.pause()
        assert walk.lines == before


async def test_a_short_message_takes_the_blank_row(world: WorldAround) -> None:
    async with world.picker() as walk:
        before = walk.lines
        walk.picker.say("success", "Done.")
        await walk.see("Done.")
        assert [row for row, line in enumerate(walk.lines) if before[row] != line] == [38]
