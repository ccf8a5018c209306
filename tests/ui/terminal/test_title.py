"""The terminal's title: the held role, the time left, and its protection."""

import pytest

from rolecall.ui.terminal.title import takes_titles, title_sequence
from tests.drivers.picker import WorldAround


async def test_it_counts_down_what_is_held_under_the_cursor(world: WorldAround) -> None:
    world.hold("production", "read")
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("production read")
        await walk.tick(1070)
        assert walk.app.terminal_title == "production read 42:10 (protected) - rolecall"
        await walk.tick(1)
        assert walk.app.terminal_title == "production read 42:09 (protected) - rolecall"
        await walk.search("sandbox developer")
        assert walk.app.terminal_title == "sandbox developer 42:09 - rolecall"
        await walk.search("staging read")
        assert walk.app.terminal_title == "rolecall"
        await walk.search("production read")
        await walk.tick(3600)
        assert walk.app.terminal_title == "rolecall", "it is over"


async def test_it_is_written_only_when_it_changes(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.env, "TERM", "xterm-256color")
    world.hold("production", "read")
    async with world.picker() as walk:
        driver = walk.app._driver
        assert driver is not None
        written: list[str] = []
        monkeypatch.setattr(driver, "write", written.append)
        await walk.search("production read")
        await walk.tick(10)
        first = len(written)
        assert written[-1] == "\x1b]2;production read 59:50 (protected) - rolecall\x07"
        await walk.tick()
        await walk.tick()
        assert len(written) == first


@pytest.mark.parametrize("term", ["dumb", "linux", ""])
def test_a_terminal_that_would_print_it_gets_none(term: str) -> None:
    assert not takes_titles({"TERM": term})
    assert takes_titles({"TERM": "xterm-256color"})


def test_no_name_ends_the_title_early() -> None:
    sequence = title_sequence("a\x07b\x1b\\c\x9cd\u202ee\n")
    assert sequence.startswith("\x1b]2;")
    assert sequence.endswith("\x07")
    inside = sequence[4:-1]
    assert inside == "a\\u0007b\\u001b\\c\\u009cd\\u202ee\\u000a"
