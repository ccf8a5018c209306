"""The help: every command with its key, from the one table."""

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rolecall.ui.commands import COMMANDS, LEAVE
from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.inks import MUTED
from rolecall.ui.key_button import KeyButton

CLOSE = LEAVE._replace(label="Close", tooltip="Back to the picker")
MOVES = ("↑ ↓", "Another target; in the MFA dialog, another device")


class HelpDialog(Dialog[None]):
    """Keys and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,enter,q", "cancel", "Close", show=False),
        Binding("down", "scroll(1)", "Further", show=False),
        Binding("up", "scroll(-1)", "Back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("Help", "Type to search: words in any order, in any column, tag or note.")

    def compose_body(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False):
            yield Static(id="help-lines")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CLOSE, loose=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def action_scroll(self, rows: int) -> None:
        self.query_one("#help", VerticalScroll).scroll_relative(y=rows, animate=False)

    def _show(self) -> None:
        keys = [MOVES, *((command.key_word, command.tooltip) for command in COMMANDS)]
        width = max(len(key) for key, _ in keys) + 2
        room = max(10, self.query_one("#help").size.width - width - 1)
        lines = []
        for key, does in keys:
            first, *more = wrap(does + ".", room)
            lines.append(Content.assemble((key.ljust(width), "bold"), (first, MUTED)))
            lines += [Content.styled(" " * width + line, MUTED) for line in more]
        self.query_one("#help-lines", Static).update(Content("\n").join(lines))

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        self.action_cancel()
