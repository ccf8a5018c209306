"""A virtual list with one cursor: only what is visible is ever drawn."""

from abc import abstractmethod
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

_PHASES = ("fresh", "soon", "ending")


class CursorList(ScrollView, can_focus=False):
    """Lines on some of which a cursor may rest; a subclass says on which, and draws them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "list--protected",
        "list--edge",
        "list--edge-protected",
        "list--plain",
        "list--muted",
        "list--bold",
        "list--match",
        "list--track",
        "list--number-ending",
        *(f"list--sign-{phase}" for phase in _PHASES),
        *(f"list--bar-{phase}" for phase in _PHASES),
    }

    cursor: reactive[int] = reactive(0, repaint=True)

    class Moved(Message):
        """The cursor is on another line, or the line under it has changed."""

    class Chosen(Message):
        """A line was double-clicked."""

    @abstractmethod
    def __len__(self) -> int:
        """How many lines there are."""

    @abstractmethod
    def can_rest(self, position: int) -> bool:
        """Whether the cursor may be on this line."""

    @abstractmethod
    def strip(self, position: int, is_cursor: bool, width: int) -> Strip:
        """A line drawn, of exactly `width` cells."""

    def put_cursor(self, position: int) -> None:
        """Put the cursor on a line of lines that are new; it is told even where it was."""
        self.set_reactive(CursorList.cursor, -2)
        self.cursor = position
        self.refresh()

    def move(self, steps: int) -> None:
        """Move the cursor over lines on which it may rest, stopping at either end."""
        direction = 1 if steps > 0 else -1
        position = self.cursor
        for _ in range(min(abs(steps), len(self))):
            ahead = position + direction
            while 0 <= ahead < len(self) and not self.can_rest(ahead):
                ahead += direction
            if not 0 <= ahead < len(self):
                break
            position = ahead
        self.cursor = position

    def move_page(self, pages: int) -> None:
        self.move(pages * max(1, self.size.height - 1))

    def watch_cursor(self, cursor: int) -> None:
        self._show_cursor(cursor)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self._show_cursor(self.cursor)

    def _show_cursor(self, cursor: int) -> None:
        if not self.size.height:
            return  # not laid out yet: it would scroll past rows that there is room for
        # The group's name above the first row comes into view with it.
        top = cursor - 1 if cursor == 1 else cursor
        self.scroll_to_region(
            Region(0, max(0, top), 1, 1 + cursor - max(0, top)), animate=False, force=True
        )

    def on_click(self, event: events.Click) -> None:
        line = int(self.scroll_offset.y) + event.y
        if 0 <= line < len(self) and self.can_rest(line):
            self.cursor = line
            if event.chain == 2:
                self.post_message(self.Chosen())

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = int(self.scroll_offset.y) + y
        if not 0 <= line < len(self):
            return Strip.blank(width, self.ink())
        return self.strip(line, line == self.cursor, width)

    def ink(self, *names: str) -> Style:
        """Component names to one style, tints and inks laid over each other."""
        return self.get_visual_style(*names).rich_style
