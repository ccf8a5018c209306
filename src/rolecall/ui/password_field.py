"""A password to type or paste: never shown, never copied, never in a message's text."""

import re

from textual.widgets import Input

from rolecall.core.secret import Secret

LONGEST = 1024  # characters
# Pasted by a terminal's own bracket, or by somebody who wants to leave it. All else is the user's.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


class PasswordField(Input):
    """Textual's own, whose ctrl+c would copy the clear text, and whose messages would show it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(password=True, compact=True, max_length=LONGEST, id=id)

    def on_mount(self) -> None:
        self.cursor_blink = False

    @property
    def secret(self) -> Secret:
        """What was typed."""
        return Secret(self.value)

    def validate_value(self, value: str) -> str:
        return _CONTROLS.sub("", value)

    def action_copy(self) -> None:
        """Nothing leaves this field."""

    def action_cut(self) -> None:
        """Nothing leaves this field."""

    @property
    def selected_text(self) -> str:
        """Bullets, for whoever wants to copy what the mouse has selected."""
        return "•" * len(super().selected_text)

    def get_selection(self, selection: object) -> None:
        """Nothing of it is text that the screen could copy."""
