"""A button one row high: its label on the left, its key on the right."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from rolecall.ui.commands import Command
from rolecall.ui.keymap import shown
from rolecall.ui.widgets.styles import MUTED


class KeyButton(Widget, can_focus=True):
    """Runs a command by mouse, or by Enter or space when it has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False)]

    class Pressed(Message):
        """Posted when the button is pressed; `command` is the one to run."""

        def __init__(self, command: Command) -> None:
            super().__init__()
            self.command = command

    def __init__(
        self, command: Command, label: str = "", *, loose: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id, classes="-loose" if loose else None)
        self.command = command
        self.label = label or command.label
        self._loose = loose
        self.tooltip = command.tooltip

    def render(self) -> Content:
        key = self._key
        if self.app.ansi_color or self.app.native_ansi_color:
            return self._between("[", key, "]")
        return self._between(" ", key, " ")

    def _between(self, left: str, key: str, right: str) -> Content:
        gap = 2 if self._loose and len(key) > 2 else 1
        if not self._loose:
            gap = max(1, self.size.width - len(self.label) - len(key) - 2)
        return Content.assemble(left, self.label, " " * gap, (key, MUTED), right)

    def get_content_width(self, container: object, viewport: object) -> int:
        gap = 2 if len(self._key) > 2 else 1
        return len(self.label) + gap + len(self._key) + 2

    @property
    def _key(self) -> str:
        return shown(self.app, self.command).key_word

    def show_label(self, label: str) -> None:
        """Replaces the label."""
        if label != self.label:
            self.label = label
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_press()

    def action_press(self) -> None:
        self.post_message(self.Pressed(self.command))
