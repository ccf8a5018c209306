"""The list of targets."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from rolecall.core.model import Target
from rolecall.ui.state.busy import Busy, RowWords
from rolecall.ui.state.held import TimeLeft
from rolecall.ui.targets.target_columns import (
    Columns,
    Longest,
    columns_for,
    longest_names,
    natural_width,
)
from rolecall.ui.targets.target_row import TargetRow, heading_strip, target_strip, typed_strip
from rolecall.ui.targets.target_rows import Row
from rolecall.ui.widgets.cursor_list import CursorList
from rolecall.ui.widgets.window_sizes import BROAD, WIDE

if TYPE_CHECKING:
    from rolecall.core.search.why_matched import Matched

MIDDLE = 2  # of the mouse's buttons


Words = Callable[[Target], str]


def no_words(target: Target) -> str:
    return ""


class TargetList(CursorList):
    """The rows of the targets tab; the cursor skips the headings."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--mark"}

    class Marked(Message):
        """Posted when a row is clicked in its gutter, with ctrl, or with the middle button."""

    def __init__(
        self, held: Callable[[Target], TimeLeft | None], targets: Sequence[Target], *, id: str
    ) -> None:
        super().__init__(id=id)
        self._held = held
        self.rows: Sequence[Row] = ()
        self.query_shown = ""
        self.busy = Busy()
        self.sign: Words = no_words  # in the gutter of a row
        # Of a role in a round of many, in place of its time.
        self.progress: Callable[[Target], RowWords] = lambda target: RowWords()
        self.qualifier_of: Words = no_words  # the profile, where several lead to the same role
        self.narrow = False
        self.longest_held: Callable[[], int] = lambda: 0  # seconds of the longest session
        self._longest = longest_names(targets)
        self._drawn_columns: Columns | None = None

    def fit(self, targets: Sequence[Target]) -> None:
        """Makes the columns as wide as the names of new targets ask for as well."""
        both = zip(self._longest, longest_names(targets), strict=True)
        self._longest = Longest(*map(max, both))

    def on_resize(self) -> None:
        self.screen.set_class(self.screen.size.width > BROAD, "-broad")

    @property
    def columns(self) -> Columns:
        """The columns of the present size."""
        names = self._longest._replace(seconds=self.longest_held())
        return columns_for(self._row_width, self.narrow, names)

    @property
    def _row_width(self) -> int:
        """The cells of a row: beside a card, no more than its columns have use for."""
        width = self.size.width
        if self.screen.size.width < WIDE:
            return width
        return min(width, natural_width(self._longest._replace(seconds=self.longest_held())))

    def show(self, rows: Sequence[Row], query: str, cursor: int) -> None:
        """Replaces the rows and puts the cursor on one of them, without posting Moved."""
        self.rows, self.query_shown = rows, query
        self._resize_to_rows()
        self.scroll_to(y=0, animate=False, force=True)
        self.set_reactive(CursorList.cursor, min(cursor, len(rows) - 1))
        self._show_cursor(self.cursor)
        self.refresh()

    def show_more(self, rows: Sequence[Row]) -> None:
        """Appends rows below those that are there; the cursor stays."""
        self.rows = rows
        self._resize_to_rows()
        self.refresh()

    def go_to(self, alias: str) -> None:
        """Puts the cursor on the first target of an account."""
        for place, row in enumerate(self.rows):
            if row.target and alias in row.target.aliases:
                self.cursor = place
                break

    def _resize_to_rows(self) -> None:
        """Sets the virtual height, with a new layout only where the scrollbar comes or goes.

        A layout takes longer than a key may take to be answered.
        """
        size, height = Size(0, len(self.rows)), self.container_size.height
        if not height or (size.height > height) != self.show_vertical_scrollbar:
            self.virtual_size = size
            return
        self.set_reactive(TargetList.virtual_size, size)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height

    def show_busy(self, busy: Busy) -> None:
        """Shows the step of the work under way in its target's row; without a target, clears it."""
        self.busy = busy
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None in an empty list."""
        if 0 <= self.cursor < len(self.rows):
            return self.rows[self.cursor]
        return None

    @property
    def matched(self) -> "tuple[Matched, ...]":
        """Why the row under the cursor matches the query."""
        target = self.row.target if self.row else None
        if target is None or not self.query_shown.strip():
            return ()
        # deferred: the first rows have no query
        from rolecall.core.search.why_matched import matched_words

        return matched_words(target, self.query_shown)

    def line_count(self) -> int:
        return len(self.rows)

    def is_selectable(self, position: int) -> bool:
        return self.rows[position].target is not None

    def clicked(self, event: events.Click) -> None:
        if event.x < self.columns.gutter or event.ctrl or event.button == MIDDLE:
            self.post_message(self.Marked())
        else:
            super().clicked(event)

    def line_state(self, position: int) -> object:
        target = self.rows[position].target
        return self._state(target) if target else None

    def refresh_changed(self) -> None:
        columns, self._drawn_columns = self._drawn_columns, self.columns
        if columns != self._drawn_columns:
            self.refresh()
        else:
            super().refresh_changed()

    def _state(self, target: Target) -> tuple[TimeLeft | None, RowWords, str, str]:
        """Returns the time left, the work under way, the sign, and which of several ways it is."""
        busy = self.progress(target)
        if target == self.busy.target:
            busy = RowWords(self.busy.row_words)
        return self._held(target), busy, self.sign(target), self.qualifier_of(target)

    def strip(self, position: int, is_cursor: bool, width: int) -> Strip:
        row, style = self.rows[position], self.component_style
        columns = self.columns
        target = row.target
        if target is None:
            return heading_strip(row.heading, columns, width, style)
        held, busy, sign, qualifier = self._state(target)
        if row.guess and not busy.text and held is None:
            busy = RowWords("guess")
        drawn = self._row_width
        if row.typed and not busy.text and held is None:
            strip = typed_strip(row.typed, target, columns, drawn, is_cursor, style, sign)
            return strip.adjust_cell_length(width, style())
        marks = None
        if self.query_shown.strip():
            # deferred: the first rows have no query
            from rolecall.core.search.why_matched import highlights

            marks = highlights(target, self.query_shown)
        if marks and row.guess and held is not None:  # its time takes the place of the word
            marks = marks._replace(other=("guess", ()))
        shown = TargetRow(target, marks, held, busy, is_cursor, sign, qualifier)
        return target_strip(shown, columns, drawn, style).adjust_cell_length(width, style())
