"""A line of text to type or paste into, which keeps no escape sequences."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self

from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.widgets import Input

from rolecall.core.safe_text import safe_text

LONGEST = 2048  # characters: a pasted console address is long
# The editing action of each key. Enter is left to the page.
_EDITS = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}


class TextField(Input):
    """An Input that makes pasted text safe; Textual's own would draw its escape sequences."""

    on_change: Callable[[str], None] | None = None
    moves: Mapping[str, str] = MappingProxyType({})
    """Actions by key, in place of the editing ones: those of a list that the field filters."""

    def on_mount(self) -> None:
        self.cursor_blink = False

    def watch_value(self, value: str) -> None:
        """Calls `on_change` at once: a reaction to a message would be drawn a frame later."""
        if self.on_change is not None:
            self.on_change(value)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Fixed size: never requests a layout."""
        return super().refresh(*regions, repaint=repaint, layout=False, recompose=recompose)

    async def on_key(self, event: events.Key) -> None:
        """Runs the editing action of a key at once.

        Textual looks up a key's binding only after the key has bubbled up to the application.
        Letters typed right after it would be inserted first, and ^u would delete them as well.
        """
        if action := self.moves.get(event.key) or _EDITS.get(event.key):
            event.stop()
            await self.run_action(action)

    def replace(self, text: str, start: int, end: int) -> None:
        """Makes the text safe first, or the cursor would stay within what that makes longer."""
        super().replace(safe_text(text, LONGEST), start, end)

    def validate_value(self, value: str) -> str:
        return safe_text(value, LONGEST)
