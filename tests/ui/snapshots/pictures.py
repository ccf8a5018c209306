"""Sizes and themes of the snapshots, and the replacement of what varies between runs."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.content import Content
from textual.widgets import Static

from rolecall.core.state.state import update_state
from tests.drivers.picker import Size, Walk, WorldAround

WIDE, MEDIUM, NARROW = (120, 40), (80, 24), (40, 12)
SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in (WIDE, MEDIUM, NARROW)]
Steps = Callable[[Walk], Awaitable[None]]


class Same(Protocol):
    """Whether the snapshot after some steps equals the approved one."""

    def __call__(self, size: Size, steps: Steps, *, captured: bool = False) -> bool: ...


def in_light(world: WorldAround) -> None:
    """Choose the light theme."""
    path = world.home.paths.state_file
    update_state(path, lambda state: state._replace(theme="catppuccin-latte"))


def without_colours(world: WorldAround, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set NO_COLOR."""
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")


def even_out(walk: Walk, place: str, text: str, instead: str) -> None:
    """Replace the content of a widget that differs between runs."""
    widget = walk.app.screen.query_one(place, Static)
    shown = widget.content
    assert isinstance(shown, Content)
    start = shown.plain.index(text)
    widget.update(shown[:start] + Content(instead) + shown[start + len(text) :])
