"""The countdown of held sessions, second by second."""

import re

from textual.widgets import Digits

from tests.drivers.picker import Walk, WorldAround

CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b")


def _row_time(walk: Walk) -> str:
    """The time in the row under the cursor; empty if none."""
    line = walk.targets.render_line(walk.targets.cursor - int(walk.targets.scroll_offset.y))
    found = CLOCK.search(line.text)
    return found[0] if found else ""


def _card_time(walk: Walk) -> str:
    return walk.picker.query_one("#card-digits", Digits).value


def _header(walk: Walk) -> str:
    return " ".join(walk.lines[1].split())


async def test_row_and_card_count_down_every_second(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.tick(1)
        first = _row_time(walk)
        assert first.startswith("59:")
        assert _card_time(walk) == first
        await walk.tick(1)
        second = _row_time(walk)
        assert second.startswith("59:")
        assert second < first
        assert _card_time(walk) == second


async def test_the_picker_looks_at_the_clock_by_itself(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        before = _row_time(walk)
        world.clock.advance(90)
        await walk.until(lambda: _row_time(walk) != before, "another time in the row")


async def test_a_session_is_fresh_then_ends_soon_then_is_ending_then_gone(
    world: WorldAround,
) -> None:
    session = world.hold("sandbox", "developer")
    ends = session.credentials.expiration.timestamp()

    async def with_left(walk: Walk, seconds: float) -> None:
        world.clock.now = ends - seconds
        await walk.tick()

    async with world.picker() as walk:
        await with_left(walk, 15 * 60)
        assert "● fresh" in walk.text
        assert "▲" not in walk.text

        await with_left(walk, 15 * 60 - 1)
        assert "14:59 ▲" in walk.line("444455556666")
        assert "▲ ends soon" in walk.text
        assert "▲ 1 ends soon" in _header(walk)

        await with_left(walk, 5 * 60 - 1)
        assert "4:59 !" in walk.line("444455556666")
        assert "! ending" in walk.text
        assert "! 1 ending" in _header(walk)

        await with_left(walk, 1)
        assert "0:01 !" in walk.line("444455556666")

        await with_left(walk, 0)
        assert _row_time(walk) == ""
        assert "No session yet" in walk.text
        assert "ending" not in _header(walk)


async def test_an_ending_number_has_an_ink_of_its_own(world: WorldAround) -> None:
    ends = world.hold("sandbox", "developer").credentials.expiration.timestamp()
    async with world.picker() as walk:
        inks = []
        for left in (1000, 500, 100):
            world.clock.now = ends - left
            await walk.tick()
            strip = walk.targets.render_line(walk.targets.cursor)
            inks += [piece.style for piece in strip if CLOCK.search(piece.text)]
        assert len(inks) == 3
        assert len(set(map(str, inks))) == 3


async def test_the_header_says_who_and_how_much_is_held(world: WorldAround) -> None:
    async with world.picker() as walk:
        assert "Targets Sessions default MFA no session yet" in _header(walk)
    world.hold("sandbox", "developer")
    world.hold("staging", "read")
    async with world.picker() as walk:
        assert "Sessions 3 default · alice MFA 12 h" in _header(walk)
        await walk.tick(3600)
        assert "MFA 11 h" in _header(walk)
        assert "Sessions 3 default" in _header(walk), "what is over is still on the board"
        await walk.tick(11 * 3600)
        assert "MFA no session yet" in _header(walk)


async def test_the_worst_state_is_the_one_in_the_header(world: WorldAround) -> None:
    first = world.hold("sandbox", "developer")
    world.clock.advance(700)
    world.hold("staging", "read")
    async with world.picker() as walk:
        world.clock.now = first.credentials.expiration.timestamp() - 100
        await walk.tick()
        assert "! 1 ending" in _header(walk)
        assert "ends soon" not in _header(walk)


async def test_a_session_taken_by_another_shell_shows_up(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        assert _row_time(walk) == ""
        world.hold("sandbox", "developer")
        await walk.until(lambda: _row_time(walk) == "1:00:00", "its countdown")


async def test_on_a_strip_and_on_a_narrow_screen_it_counts_down_too(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    for size in ((80, 24), (40, 12)):
        async with world.picker(size=size) as walk:
            await walk.tick(1)
            first = _row_time(walk)
            await walk.tick(1)
            assert _row_time(walk) != first
            assert _row_time(walk) in walk.text
