"""The card of the target under the cursor: its place, its buttons, and the strip's."""

from pathlib import Path

import pytest

from rolecall.ui.targets.target_card import Card, Strip
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Size, Walk, WorldAround

LEFT, RIGHT = 81, 116  # the axes of the card's text at 120 columns


def _buttons(walk: Walk, of: type[Card | Strip]) -> list[tuple[str, str]]:
    """The label and the key of each button, as drawn."""
    shown = [button for button in walk.picker.query_one(of).query(KeyButton) if button.display]
    lines = [walk.lines[at.region.y][at.region.x : at.region.right] for at in shown]
    found = [line.strip(" ▐[]").rpartition(" ") for line in lines]
    return [(label.strip(), key) for label, _, key in found]


async def test_the_cards_text_has_the_axes_of_the_page(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        assert walk.line("No session yet").index("No session yet") == LEFT
        button = walk.picker.query_one("#card-assume").region
        assert (button.x, button.right) == (LEFT, RIGHT)
        header, count = walk.lines[1], walk.lines[4]
        assert len(header.rstrip()) == RIGHT, "the time of the MFA session"
        assert len(count.rstrip("▌ ")) == RIGHT


async def test_the_buttons_are_those_of_what_is_under_the_cursor(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sandbox admin")
        hand_overs = [("Copy export lines", "^y"), ("Write profile", "^s"), ("Open console", "^o")]
        assert _buttons(walk, Card) == [("Assume", "enter"), *hand_overs]
        await walk.search("sandbox developer")
        await walk.pilot.pause()
        assert _buttons(walk, Card) == [*hand_overs, ("Renew", "^r")]


async def test_a_key_on_a_button_is_not_in_the_footer_as_well(world: WorldAround) -> None:
    async with world.picker() as walk:
        assert ("Assume", "enter") in _buttons(walk, Card)
        assert "enter" not in walk.lines[39]
    async with world.picker(captured=True) as walk:
        assert ("Use in this shell", "enter") in _buttons(walk, Card)
        assert "enter" not in walk.lines[39]
    async with world.picker(size=(100, 40)) as walk:
        assert "enter assume" in walk.lines[39], "the strip has no such button"


async def test_marks_in_a_captured_picker_light_no_button(world: WorldAround) -> None:
    async with world.picker(captured=True) as walk:
        await walk.press("tab", "tab")
        await walk.see("2 marked")
        await walk.pilot.pause()
        assert "A shell can hold one role; 2 are marked." in walk.message
        assert [key for _, key in _buttons(walk, Card)] == ["^y", "^s", "^o"]


@pytest.mark.parametrize("size", [(120, 16), (120, 20), (110, 24), (120, 30), (200, 60)])
@pytest.mark.parametrize("query", ["production read", "production admin"])
async def test_every_button_is_seen_whole(world: WorldAround, size: Size, query: str) -> None:
    world.hold("production", "read")
    async with world.picker(size=size) as walk:
        await walk.search(query)
        await walk.pilot.pause()
        keys = [key for _, key in _buttons(walk, Card)]
        assert keys == (
            ["^y", "^s", "^o", "^r"] if "read" in query else ["enter", "^y", "^s", "^o"]
        )
        card = walk.picker.query_one(Card).content_region
        for button in walk.picker.query("#card KeyButton").results(KeyButton):
            assert not button.display or card.contains_region(button.region)


@pytest.mark.parametrize(("width", "keys"), [(80, "^y ^s ^o ^r"), (70, "^y ^s ^o"), (60, "^y ^s")])
async def test_the_strip_has_as_many_buttons_as_fit(
    world: WorldAround, width: int, keys: str
) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(size=(width, 24)) as walk:
        await walk.search("sandbox developer")
        await walk.pilot.pause()
        assert [key for _, key in _buttons(walk, Strip)] == keys.split()


LONG_NAMES = """
[accounts.payments-production-eu-central]
id = "717171717171"
roles = ["AWSAdministratorAccess"]
protected = true
"""


@pytest.mark.parametrize("width", [121, 160, 200])
async def test_a_wide_window_shows_long_names_whole_and_the_card_at_its_right(
    world: WorldAround, width: int
) -> None:
    config = Path(world.home.paths.config_file)
    config.write_text(config.read_text() + LONG_NAMES)
    async with world.picker(size=(width, 40)) as walk:
        await walk.search("payments administrator")
        card = walk.picker.query_one(Card).region
        row = walk.lines[7][: card.x]
        assert ("payments-production-eu-central" in row) is (width > 121)
        assert "AWSAdministratorAccess  717171717171" in row
        assert (card.width, card.right) == (40, width - 2)
        assert walk.targets.region.right <= card.x
