"""A virtual list with one cursor: only the visible lines are ever drawn."""

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
    """A list whose cursor moves over selectable lines; a subclass draws them and says which."""

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

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """Posted when the cursor is on another line, or the line under it has changed."""

    class Chosen(Message):
        """Posted when a line is double-clicked."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._frame_styles: dict[tuple[str, ...], Style] = {}
        self._drawn: dict[int, object] = {}  # of each line, its state when it was drawn

    @abstractmethod
    def line_count(self) -> int:
        """Returns how many lines there are."""

    @abstractmethod
    def is_selectable(self, position: int) -> bool:
        """Returns whether the cursor may be on this line."""

    @abstractmethod
    def strip(self, position: int, is_cursor: bool, width: int) -> Strip:
        """Draws a line, exactly `width` cells wide."""

    def line_state(self, position: int) -> object:
        """Returns all that may change what a line shows while lines and cursor stay the same."""
        return None

    def refresh_changed(self) -> None:
        """Draws the lines again whose state has changed, and no others."""
        top, count = int(self.scroll_offset.y), self.line_count()
        for line in range(top, min(top + self.size.height, count)):
            if line not in self._drawn or self._drawn[line] != self.line_state(line):
                self.refresh_line(line)

    def put_cursor(self, position: int) -> None:
        """Moves the cursor after the lines were replaced.

        Posts Moved even when the position is unchanged: another line may be there now.
        """
        self.set_reactive(CursorList.cursor, -2)
        self.cursor = position
        self.refresh()

    def move(self, steps: int) -> None:
        """Moves the cursor by selectable lines, stopping at either end."""
        direction = 1 if steps > 0 else -1
        position = self.cursor
        for _ in range(min(abs(steps), self.line_count())):
            ahead = position + direction
            while 0 <= ahead < self.line_count() and not self.is_selectable(ahead):
                ahead += direction
            if not 0 <= ahead < self.line_count():
                break
            position = ahead
        self.cursor = position

    def move_page(self, pages: int) -> None:
        self.move(pages * max(1, self.size.height - 1))

    def watch_cursor(self, before: int, cursor: int) -> None:
        for line in (before, cursor):
            self.refresh_line(line)
        self._show_cursor(cursor)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self._show_cursor(self.cursor)

    def _show_cursor(self, cursor: int) -> None:
        if not self.size.height:
            return  # no layout yet: it would scroll past rows that fit
        # Shows the heading above the first row as well.
        top = cursor - 1 if cursor == 1 else cursor
        self.scroll_to_region(
            Region(0, max(0, top), 1, 1 + cursor - max(0, top)), animate=False, force=True
        )

    def on_click(self, event: events.Click) -> None:
        line = int(self.scroll_offset.y) + event.y
        if 0 <= line < self.line_count() and self.is_selectable(line):
            self.cursor = line
            self.clicked(event)

    def clicked(self, event: events.Click) -> None:
        """Handles a click on a selectable line, which the cursor is on by now."""
        if event.chain == 2:
            self.post_message(self.Chosen())

    def render_lines(self, crop: Region) -> list[Strip]:
        self._frame_styles.clear()  # the theme may have changed
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = int(self.scroll_offset.y) + y
        if not 0 <= line < self.line_count():
            return Strip.blank(width, self.component_style())
        self._drawn[line] = self.line_state(line)
        return self.strip(line, line == self.cursor, width)

    def component_style(self, *names: str) -> Style:
        """Returns the combined style of component classes, later ones on top.

        Cached for the lines of one frame: looking it up took half of their time.
        """
        style = self._frame_styles.get(names)
        if style is None:
            style = self._frame_styles[names] = self.get_visual_style(*names).rich_style
        return style
