"""What a session is limited to, in row, card, board and their narrow forms."""

from pathlib import Path

import pytest

from tests.drivers.picker import WorldAround

SETTINGS = """
[accounts.staging.role.developer]
read_only = true
session_tags = { team = "core" }
[accounts.production.role.admin]
read_only = true
"""


@pytest.fixture
def limited(world: WorldAround) -> WorldAround:
    settings = Path(world.home.paths.config_file)
    settings.write_text(settings.read_text() + SETTINGS)
    world.hold("staging", "developer")
    return world


async def test_the_row_and_the_card_say_it(limited: WorldAround) -> None:
    async with limited.picker() as walk:
        await walk.search("staging developer")
        assert "staging read-only" in walk.words
        assert "scope read-only, tags team=core" in walk.words
        await walk.search("staging admin")
        assert "staging read-only" not in walk.words
        await walk.search("production admin")
        assert "production read-only ◆" in walk.words


async def test_a_narrow_row_gives_the_word_up_and_the_line_below_says_it(
    limited: WorldAround,
) -> None:
    async with limited.picker(size=(40, 12)) as walk:
        await walk.search("staging developer")
        await walk.see("333344445555")
        (line,) = [line for line in walk.lines if "read-only" in line]
        assert "333344445555" in line


async def test_the_board_says_it(limited: WorldAround) -> None:
    async with limited.picker() as walk:
        await walk.press("ctrl+t")
        await walk.until(lambda: "staging read-only" in walk.words, "its row says it")
        await walk.search("read-only")
        await walk.see("read-only, tags team")
