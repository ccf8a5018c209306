"""With no row under the cursor, every key says something true."""

import pytest

from tests.drivers.picker import WorldAround

KEYS = ("enter", "ctrl+y", "ctrl+l", "ctrl+s", "ctrl+o", "ctrl+r", "f5", "f4", "tab", "shift+tab")


@pytest.mark.parametrize("key", KEYS)
async def test_of_targets(world: WorldAround, key: str) -> None:
    async with world.picker() as walk:
        await walk.search("qqqqqqqqqq")
        await walk.see("No match.")
        assert walk.target == ""
        await walk.press(key)
        await walk.until(lambda: walk.message, "a reason")
        assert walk.message == "▲ No target matches. Try fewer letters; esc clears the search."


@pytest.mark.parametrize("key", [*KEYS, "ctrl+d"])
async def test_of_sessions(world: WorldAround, key: str) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+t", key)
        await walk.until(lambda: walk.message, "a reason")
        assert walk.message in (
            "▲ No sessions yet. Press Enter on a target to assume it.",
            "▲ Sessions can't be marked. Mark roles on the Targets tab.",
            "▲ Sessions can't be pinned. Pin roles on the Targets tab.",
        )
