"""A message appears and disappears without moving anything else."""

import pytest

from tests.drivers.picker import Size, WorldAround


@pytest.mark.parametrize("size", [(120, 40), (100, 40)])
async def test_a_long_message_moves_nothing(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        before = walk.lines
        walk.picker.say("error", "Words enough. " * 9, "And what to do about it.")
        await walk.see("do about it.")
        after = walk.lines
        changed = [row for row, line in enumerate(before) if after[row] != line]
        assert changed == [37, 38], "the blank row above the keys, and the one above it"
        assert "Write profile" in walk.text

        walk.picker.say_nothing()
        await walk.gone("Words enough")
        assert walk.lines == before


async def test_a_short_message_takes_the_blank_row(world: WorldAround) -> None:
    async with world.picker() as walk:
        before = walk.lines
        walk.picker.say("success", "Done.")
        await walk.see("Done.")
        assert [row for row, line in enumerate(walk.lines) if before[row] != line] == [38]
