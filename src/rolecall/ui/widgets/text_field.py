"""A line of text to type or paste into, from which nothing reaches the terminal as a command."""

from collections.abc import Callable
from typing import Self

from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.widgets import Input

from rolecall.core.safe_text import safe_text

LONGEST = 2048  # characters: a pasted console address is long
# What a key does to the text. Enter is left to the page.
_EDITS = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}


class TextField(Input):
    """Textual's own shows what was pasted as it came, escape sequences included."""

    on_change: Callable[[str], None] | None = None

    def on_mount(self) -> None:
        self.cursor_blink = False

    def watch_value(self, value: str) -> None:
        """Calls back at once: what a message leads to would be drawn a frame later."""
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
        """Edit at once.

        Textual looks for a key's binding only when the key has gone up to the application, and
        letters typed right after it would be there before: ^u would take them away as well.
        """
        if action := _EDITS.get(event.key):
            event.stop()
            await self.run_action(action)

    def validate_value(self, value: str) -> str:
        return safe_text(value, LONGEST)
