"""A line of text to type or paste into, from which nothing reaches the terminal as a command."""

from textual.widgets import Input

from rolecall.core.safe_text import safe_text

LONGEST = 2048  # characters: a pasted console address is long


class TextField(Input):
    """Textual's own shows what was pasted as it came, escape sequences included."""

    def on_mount(self) -> None:
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        return safe_text(value, LONGEST)
