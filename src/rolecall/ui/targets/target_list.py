"""The list of the picker: a virtual one, so that only what is visible is ever drawn."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rolecall.core.model import Target
from rolecall.core.search.index import highlights
from rolecall.core.search.why_matched import Matched, matched_words
from rolecall.ui.state.busy import Busy, RowWords
from rolecall.ui.targets.target_columns import columns_for
from rolecall.ui.targets.target_row import Held, TargetRow, heading_strip, target_strip, typed_strip
from rolecall.ui.targets.target_rows import Row

_PHASES = ("fresh", "soon", "ending")

MIDDLE = 2  # of the mouse's buttons


Words = Callable[[Target], str]


def no_words(target: Target) -> str:
    return ""


class TargetList(ScrollView, can_focus=False):
    """Rows with one cursor, which rests on targets alone."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "list--protected",
        "list--edge",
        "list--edge-protected",
        "list--plain",
        "list--muted",
        "list--bold",
        "list--match",
        "list--mark",
        "list--track",
        "list--number-ending",
        *(f"list--sign-{phase}" for phase in _PHASES),
        *(f"list--bar-{phase}" for phase in _PHASES),
    }

    cursor: reactive[int] = reactive(0, repaint=True)

    class Moved(Message):
        """The cursor is on another row, or the row under it has changed."""

    class Marked(Message):
        """A row was clicked in its gutter, with ctrl, or with the middle button."""

    class Chosen(Message):
        """A row was double-clicked."""

    def __init__(self, held: Callable[[Target], Held | None], *, id: str) -> None:
        super().__init__(id=id)
        self._held = held
        self.rows: Sequence[Row] = ()
        self._query = ""
        self.busy = Busy()
        self.sign: Words = no_words  # in the gutter of a row
        # Of one of many roles, in the place of its time.
        self.progress: Callable[[Target], RowWords] = lambda target: RowWords()
        self.qualifier_of: Words = no_words  # the profile that tells a row from others of its role
        self.narrow = False
        self._inks: dict[tuple[str, ...], Style] = {}

    def show(self, rows: Sequence[Row], query: str, cursor: int) -> None:
        """Put other rows into the list, and the cursor on one of them, which is not told."""
        self.rows, self._query = rows, query
        self._make_room()
        self.scroll_to(y=0, animate=False, force=True)
        self.set_reactive(TargetList.cursor, min(cursor, len(rows) - 1))
        self._show_cursor(self.cursor)
        self.refresh()

    def show_more(self, rows: Sequence[Row]) -> None:
        """Put rows below those that are there; the cursor stays."""
        self.rows = rows
        self._make_room()
        self.refresh()

    def _make_room(self) -> None:
        """Be as long as the rows are. The page is laid out again only where the bar comes or goes:
        that takes longer than a key may take to be answered.
        """
        size, height = Size(0, len(self.rows)), self.container_size.height
        if not height or (size.height > height) != self.show_vertical_scrollbar:
            self.virtual_size = size
            return
        self.set_reactive(TargetList.virtual_size, size)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height

    def show_busy(self, busy: Busy) -> None:
        """Say in a target's row that work is under way, or no longer."""
        self.busy = busy
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None in an empty list."""
        if 0 <= self.cursor < len(self.rows):
            return self.rows[self.cursor]
        return None

    @property
    def matched(self) -> tuple[Matched, ...]:
        """Why the row under the cursor answers the query."""
        target = self.row.target if self.row else None
        return matched_words(target, self._query) if target and self._query.strip() else ()

    def move(self, steps: int) -> None:
        """Move the cursor over targets, stopping at either end."""
        direction = 1 if steps > 0 else -1
        position = self.cursor
        for _ in range(min(abs(steps), len(self.rows))):
            ahead = position + direction
            while 0 <= ahead < len(self.rows) and self.rows[ahead].target is None:
                ahead += direction
            if not 0 <= ahead < len(self.rows):
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
        # The group's name above the first row comes into view with it.
        top = cursor - 1 if cursor == 1 else cursor
        self.scroll_to_region(
            Region(0, max(0, top), 1, 1 + cursor - max(0, top)), animate=False, force=True
        )

    def on_click(self, event: events.Click) -> None:
        line = int(self.scroll_offset.y) + event.y
        if 0 <= line < len(self.rows) and self.rows[line].target is not None:
            self.cursor = line
            gutter = columns_for(self.size.width, self.narrow).gutter
            if event.x < gutter or event.ctrl or event.button == MIDDLE:
                self.post_message(self.Marked())
            elif event.chain == 2:
                self.post_message(self.Chosen())

    def render_lines(self, crop: Region) -> list[Strip]:
        self._inks.clear()  # a theme may have changed
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = int(self.scroll_offset.y) + y
        if not 0 <= line < len(self.rows):
            return Strip.blank(width, self._ink())
        return self._strip(self.rows[line], line == self.cursor, width)

    def _strip(self, row: Row, cursor: bool, width: int) -> Strip:
        columns = columns_for(width, self.narrow)
        target = row.target
        if target is None:
            return heading_strip(row.heading, columns, width, self._ink)
        busy = self.progress(target)
        if target == self.busy.target:
            busy = RowWords(self.busy.row_words)
        sign = self.sign(target)
        held = self._held(target)
        if row.guess and not busy.text and held is None:
            busy = RowWords("guess")
        if row.typed and not busy.text and held is None:
            return typed_strip(row.typed, target, columns, width, cursor, self._ink, sign)
        marks = highlights(target, self._query)
        if row.guess and held is not None:  # its time stands where the word would be
            marks = marks._replace(other=("guess", ()))
        shown = TargetRow(target, marks, held, busy, cursor, sign, self.qualifier_of(target))
        return target_strip(shown, columns, width, self._ink)

    def _ink(self, *names: str) -> Style:
        """Looked up once for all lines of a frame: that took half of their time."""
        ink = self._inks.get(names)
        if ink is None:
            ink = self._inks[names] = self.get_visual_style(*names).rich_style
        return ink
