"""A checkbox in one line: `[x] what it is`."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class TickBox(Widget, can_focus=True):
    """Toggled by space or the mouse; Enter is left to the dialog."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Tick", show=False)]

    ticked = reactive(True)

    def __init__(self, label: str, *, id: str, ticked: bool = True) -> None:
        super().__init__(id=id)
        self._label = label
        self.set_reactive(TickBox.ticked, ticked)

    def render(self) -> Content:
        return Content(f"[{'x' if self.ticked else ' '}] {self._label}")

    def get_content_width(self, container: object, viewport: object) -> int:
        return len(self._label) + 4

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_tick()

    def action_tick(self) -> None:
        self.ticked = not self.ticked
