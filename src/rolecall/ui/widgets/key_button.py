"""A button one row high: its label on the left, its key on the right."""

from collections.abc import Iterable
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

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", "Press the button", show=False),
        # Here they move on, and mark no row of the list.
        Binding("tab", "app.focus_next", "Next button", show=False),
        Binding("shift+tab", "app.focus_previous", "Previous button", show=False),
    ]

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
        self.usual_label = self.label = label or command.label
        self._loose = loose
        self.tooltip = command.tooltip

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """The label and the key; a bar at the left while Enter presses this button."""
        plain = self.app.ansi_color or self.app.native_ansi_color
        left, right = ("[", "]") if plain else (" ", " ")
        bar = Content.styled("▐", "$primary" if not plain else "")
        key, gap = self._key, 1
        if self._loose:
            gap = 2 if len(key) > 2 else 1
        else:
            gap = max(1, self.size.width - len(self.label) - len(key) - 2)
        start = bar if self.has_focus else Content(left)
        return Content.assemble(start, self.label, " " * gap, (key, MUTED), right)

    def get_content_width(self, container: object, viewport: object) -> int:
        gap = 2 if len(self._key) > 2 else 1
        return len(self.label) + gap + len(self._key) + 2

    @property
    def _key(self) -> str:
        return shown(self.app, self.command).key_word

    def show_label(self, label: str = "") -> None:
        """Replaces the label; without one, restores the usual one."""
        label = label or self.usual_label
        if label != self.label:
            self.label = label
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_press()

    def action_press(self) -> None:
        self.post_message(self.Pressed(self.command))


def show_fitting(buttons: Iterable[KeyButton], width: int) -> None:
    """Shows the loose buttons that fit into a row of `width` cells, and hides those after them.

    Half a button would be a label without its key.
    """
    used = 0
    for button in buttons:
        used += button.get_content_width(None, None) + (1 if used else 0)
        button.display = used <= width
