"""Escape does the nearest thing first: it stops, closes, clears the search, and leaves last."""

import pytest

from tests.drivers.picker import WorldAround


async def test_escape_clears_the_query_before_it_leaves(world: WorldAround) -> None:
    async with world.picker() as walk:
        assert "esc leave" in walk.lines[39]
        await walk.type("sand")
        assert "esc clear" in walk.lines[39]
        await walk.press("escape")
        assert "29 targets" in walk.text
        assert walk.app.is_running
        assert "esc leave" in walk.lines[39]
        await walk.press("escape")
        await walk.until(lambda: not walk.app.is_running, "the picker ends")


async def test_work_is_stopped_first_and_the_query_stays(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        with world.silence("ListMFADevices"):
            await walk.press("enter")
            await walk.see("esc stop")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "it is stopped")
        assert walk.target == "sandbox/developer"
        await walk.press("escape")
        assert "29 targets" in walk.text


async def test_the_boards_filter_is_cleared_before_it_is_left(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.type("sand")
        await walk.press("escape")
        assert walk.picker.on_sessions
        await walk.press("escape")
        assert not walk.picker.on_sessions


@pytest.mark.parametrize("captured", [True, False])
async def test_a_picker_that_cannot_be_suspended_says_why(
    world: WorldAround, captured: bool
) -> None:
    async with world.picker(captured=captured) as walk:
        await walk.press("ctrl+z")
        await walk.until(lambda: "Can't suspend" in walk.message, "the reason")
        assert walk.app.is_running


async def test_the_header_says_that_it_is_the_demo_and_how_to_leave(world: WorldAround) -> None:
    async with world.picker() as walk:
        assert "rolecall demo: made-up accounts, ^c leaves" in walk.lines[1]
    async with world.picker(size=(80, 24)) as walk:
        assert "rolecall demo, ^c leaves" in walk.lines[0] + walk.lines[1]
    del world.env["ROLECALL_DEMO"]
    async with world.picker() as walk:
        assert "demo" not in walk.lines[1]
