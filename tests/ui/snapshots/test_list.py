"""Snapshots of the list: pins, guesses, unknown roles, unavailable targets, no targets."""

import pytest

from rolecall.core.state.state import update_state
from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import SIZES, WIDE, Same, in_light


@pytest.mark.parametrize("size", SIZES)
def test_held_pinned_and_recent(same: Same, world: WorldAround, size: Size) -> None:
    pins = ("333344445555/developer", "666677778888/break-glass")
    update_state(world.home.paths.state_file, lambda state: state._replace(pins=pins))
    world.hold("sandbox", "admin")
    world.clock.advance(2915)

    async def look(walk: Walk) -> None:
        await walk.see("★")

    assert same(size, look)


@pytest.mark.parametrize("size", SIZES)
def test_guesses_with_the_cursor_on_none(same: Same, size: Size) -> None:
    async def mistype(walk: Walk) -> None:
        await walk.search("sandvox")
        await walk.see("Did you mean")

    assert same(size, mistype)


def test_a_guess_under_the_cursor_in_light(same: Same, world: WorldAround) -> None:
    in_light(world)

    async def choose(walk: Walk) -> None:
        await walk.search("sandvox devxloper")
        await walk.see("Did you mean")
        await walk.press("down")

    assert same(WIDE, choose)


@pytest.mark.parametrize("size", SIZES)
def test_a_role_not_seen_yet(same: Same, size: Size) -> None:
    async def name_it(walk: Walk) -> None:
        await walk.search("sandbox auditor")
        await walk.see("auditor in sandbox")

    assert same(size, name_it)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_matches(same: Same, size: Size) -> None:
    async def ask(walk: Walk) -> None:
        await walk.search("qqqqqq wwwwww")
        await walk.see("0 of")

    assert same(size, ask)


@pytest.mark.parametrize("size", SIZES)
def test_a_message_with_a_hint(same: Same, size: Size) -> None:
    async def say(walk: Walk) -> None:
        await walk.see("data-lake")
        walk.picker.say(
            "error",
            "AWS denied read in staging.",
            "Ask whoever manages the role whether alice may assume it.",
        )

    assert same(size, say)
