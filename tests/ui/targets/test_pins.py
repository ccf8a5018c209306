"""Pinned targets: shown first, saved at once, and not lost to another picker."""

from rolecall.core.state.state import update_state
from tests.drivers.picker import Walk, WorldAround

STAGING_DEVELOPER = "333344445555/developer"


async def _pin(walk: Walk, query: str) -> None:
    await walk.search(query)
    before = walk.world.state.pins
    await walk.press("f4")
    await walk.until(lambda: walk.world.state.pins != before, "it is kept")
    await walk.until(lambda: "inned " in walk.message, "it is said")


async def test_a_pin_is_seen_kept_and_taken_away(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _pin(walk, "staging developer")
        assert list(world.state.pins) == [STAGING_DEVELOPER]
        assert "★ staging" in walk.line("staging")
        assert "Pinned staging · developer." in walk.message
        await walk.press("tab", "up")
        assert "■ staging" in walk.line("staging"), "a mark wins"
        await walk.press("escape")
        await _pin(walk, "staging developer")
        assert not world.state.pins
        assert "★" not in walk.text
        assert "Unpinned staging · developer." in walk.message


async def test_at_rest_the_pinned_stand_in_a_group_of_their_own(world: WorldAround) -> None:
    world.hold("sandbox", "admin")
    async with world.picker() as walk:
        await _pin(walk, "staging developer")
        await _pin(walk, "audit read")
        await _pin(walk, "sandbox admin")
        await walk.search("")
        at = [line[3:].split("  ")[0].strip() for line in walk.lines]
        headings = [words for words in at if words in ("Held now", "Pinned", "Recent")]
        assert headings == ["Held now", "Pinned"]
        place = at.index("Pinned")
        assert at[place + 1 : place + 4] == ["staging", "audit", ""], "as they were pinned"
        assert "★ sandbox" in walk.lines[at.index("Held now") + 1]


async def test_the_pinned_come_first_among_equals(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("read")
        first = walk.target
        assert first != "security-tooling/read"
        await _pin(walk, "security-tooling read")
        await walk.search("read")
        assert walk.target == "security-tooling/read"


async def test_the_list_stays_while_the_query_does(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("read")
        before = [row.target for row in walk.targets.rows]
        await walk.press("down", "down")
        target = walk.target
        await walk.press("f4")
        await walk.see("Pinned ")
        assert [row.target for row in walk.targets.rows] == before
        assert walk.target == target


async def test_a_picker_opened_later_knows_the_pins(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _pin(walk, "staging developer")
    async with world.picker() as walk:
        assert "★ staging" in walk.text
        assert "Pinned" in walk.text


async def test_another_pickers_pins_are_not_lost(world: WorldAround) -> None:
    async with world.picker() as walk:
        path = world.home.paths.state_file
        update_state(path, lambda state: state._replace(pins=("888899990000/read",)))
        await _pin(walk, "staging developer")
        assert world.state.pins == ("888899990000/read", STAGING_DEVELOPER)
        await walk.search("audit read")
        assert "★ audit" in walk.line("audit")


async def test_a_role_not_seen_yet_is_not_pinned(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("staging auditing")
        assert walk.target == "staging/auditing"
        await walk.press("f4")
        await walk.see("Assume this new role once, then pin it.")
        assert world.state.pins == ()
