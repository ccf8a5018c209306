"""The help: every command with its key, from the one table."""

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from rolecall.ui.commands import COMMANDS, LEAVE
from rolecall.ui.dialogs.dialog import MUTED, Dialog
from rolecall.ui.key_button import KeyButton

CLOSE = LEAVE._replace(label="Close", tooltip="Back to the picker")


class HelpDialog(Dialog[None]):
    """Keys and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,enter,q", "cancel", "Close", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("Help", "Type to search: words in any order, of anything there is.")

    def compose_body(self) -> ComposeResult:
        width = max(len(command.key_word) for command in COMMANDS) + 2
        lines = []
        for command in COMMANDS:
            first, *more = wrap(command.tooltip + ".", 56 - width)
            lines.append(Content.assemble((command.key_word.ljust(width), "bold"), (first, MUTED)))
            lines += [Content.styled(" " * width + line, MUTED) for line in more]
        yield Static(Content("\n").join(lines), id="help")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CLOSE, loose=True)

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        self.action_cancel()
