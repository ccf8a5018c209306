"""Keys that arrive in one burst have the same effect as keys typed one by one."""

import pytest
from textual import events

from tests.drivers.picker import Walk, WorldAround


def _burst(walk: Walk, *keys: str) -> None:
    """Keys sent faster than the page can handle them."""
    for key in keys:
        character = key if len(key) == 1 else " " if key == "space" else None
        walk.app.post_message(events.Key(key, character))


@pytest.mark.parametrize("key", ["enter", "ctrl+s", "ctrl+y"])
async def test_a_command_is_about_the_row_of_the_letters_before_it(
    world: WorldAround, key: str
) -> None:
    async with world.picker() as walk:
        _burst(walk, *"sand", "space", *"dev", key)
        await walk.see("sandbox · developer, as alice")


async def test_a_pin_goes_to_the_row_of_the_letters_before_it(world: WorldAround) -> None:
    async with world.picker() as walk:
        _burst(walk, *"sand", "space", *"dev", "f4")
        await walk.until(lambda: world.state.pins, "a pin")
        (pin,) = world.state.pins
        assert pin == "444455556666/developer"


async def test_letters_after_a_turn_go_to_the_board(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    world.hold("staging", "read")
    async with world.picker() as walk:
        _burst(walk, *"prod", "ctrl+t")
        await walk.see("Role sessions")
        await walk.press("escape")
        await walk.see("prod")
        assert walk.picker.targets.target is not None
        assert "prod" in walk.picker.targets.target.alias
