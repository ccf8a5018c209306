"""What is drawn again: what has changed, and nothing else."""

from typing import Any

import pytest
from textual._compositor import ChopsUpdate, LayoutUpdate

from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import Walk, WorldAround

HELD = [
    ("sandbox", "read"),
    ("sandbox", "developer"),
    ("staging", "read"),
    ("staging", "developer"),
    ("data-lake", "analyst"),
]


class Frames:
    """The frames that Textual makes."""

    def __init__(self, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.whole = 0
        self.lines: set[int] = set()
        drawn: Any = walk.app._display

        def display(screen: Any, update: Any) -> None:
            self.whole += isinstance(update, LayoutUpdate)
            if isinstance(update, ChopsUpdate):
                self.lines |= {line for line, _, _ in update.spans}
            drawn(screen, update)

        monkeypatch.setattr(walk.app, "_display", display)

    @property
    def are_none(self) -> bool:
        return not (self.whole or self.lines)


async def ticks(walk: Walk, count: int = 3, seconds: float = 1) -> None:
    for _ in range(count):
        await walk.tick(seconds)
        await walk.pilot.pause(0.05)  # several times as long as Textual waits before a frame


def lines_of(walk: Walk, selector: str) -> set[int]:
    return {y for part in walk.app.screen.query(selector) for y in part.region.line_range}


async def test_nothing_is_drawn_while_nothing_changes(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.picker() as walk:
        await ticks(walk)
        frames = Frames(walk, monkeypatch)
        await ticks(walk, 5)
        assert frames.are_none, frames.lines


async def test_a_countdown_draws_its_rows_and_the_card(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    for target in HELD:
        world.hold(*target)
    async with world.picker() as walk:
        await ticks(walk)
        frames = Frames(walk, monkeypatch)
        await ticks(walk, 5)
        top = walk.targets.region.y
        rows = {top + line for line, row in enumerate(walk.targets.rows) if row.target}
        held = {line for line in rows if ":" in walk.lines[line]}
        assert len(held) >= len(HELD)
        moving = held | lines_of(walk, "#card-digits, #card-bar, #card-state, #header")
        assert frames.lines <= moving
        assert not frames.whole


async def test_the_board_draws_its_sessions(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    for target in HELD:
        world.hold(*target)
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("Role sessions")
        await ticks(walk)
        frames = Frames(walk, monkeypatch)
        await ticks(walk, 5)
        below = {line for line, text in enumerate(walk.lines) if not text.strip()}
        assert frames.lines
        assert not frames.lines & (below - lines_of(walk, "#session-card"))
        assert not frames.whole


async def test_behind_a_dialog_nothing_is_drawn_again(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer 4444")
        await walk.press("enter")
        await walk.see(", as alice")
        walk.picker.refresh()  # something there has changed once
        await ticks(walk)
        frames = Frames(walk, monkeypatch)
        dialog = walk.dialog(MfaDialog)
        for _ in range(5):
            dialog._tick()
            await ticks(walk, 1)
        assert not frames.whole
        assert frames.lines <= lines_of(walk, "#step, #demo-code")


async def test_the_background_of_a_dialog_counts_down(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(size=(120, 40)) as walk:
        await walk.search("sandbox developer 4444")
        await walk.press("ctrl+s")
        await walk.see("x_security_token_expires")
        before = walk.text
        await ticks(walk, 1, 70)
        assert walk.text != before


async def test_a_step_of_the_cursor_draws_two_rows(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.picker() as walk:
        await ticks(walk)
        frames = Frames(walk, monkeypatch)
        at = walk.targets.region.y + walk.targets.cursor
        await walk.press("down")
        await walk.pilot.pause(0.05)
        beside = set(walk.targets.region.line_range) - lines_of(walk, "#card *")
        assert frames.lines & beside <= {at, at + 1}
        assert not frames.whole
