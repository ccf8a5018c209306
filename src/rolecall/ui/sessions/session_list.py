"""The list widget of the session board."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip

from rolecall.core.model import utc_now
from rolecall.core.safe_text import safe_text
from rolecall.ui.sessions.session_columns import BoardColumns, board_columns
from rolecall.ui.sessions.session_row import Drawn, heading_strip, session_strip
from rolecall.ui.sessions.session_rows import BoardLine, Heading, Key, SessionRow
from rolecall.ui.state.busy import Busy
from rolecall.ui.widgets.cursor_list import CursorList


class SessionList(CursorList):
    """Sessions in their groups, with one cursor, which stays on its session."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._lines: Sequence[BoardLine] = ()
        self._query = ""
        self._now = utc_now()
        self._longest_role = self._longest_account = self._longest_handed = 0
        self._busy = Busy()
        self.narrow = False

    def show(
        self, lines: Sequence[BoardLine], query: str, now: datetime, cursor: Key | None
    ) -> None:
        """Shows these lines, with the cursor on the row whose key is `cursor`.

        If there is no such row, the cursor goes to the nearest one.
        """
        before = self.row
        self._lines, self._query, self._now = lines, query, now
        sessions = [line for line in lines if isinstance(line, SessionRow)]
        roles = (cell_len(safe_text(row.role)) for row in sessions if row.account_id)
        self._longest_role = max(roles, default=0)
        accounts = (
            cell_len(safe_text(row.name)) + 2 * row.protected for row in sessions if row.role
        )
        self._longest_account = max(accounts, default=0)
        handed = (cell_len(safe_text(row.handed)) for row in sessions)
        self._longest_handed = max(handed, default=0)
        self.virtual_size = Size(0, len(lines))
        position = self._position(cursor)
        if position != self.cursor or self.row != before:
            self.put_cursor(position)
        else:
            self.refresh_changed()

    def show_busy(self, busy: Busy) -> None:
        """Shows in the rows of a role that work is under way; without a target, in none."""
        self._busy = busy
        self.refresh()

    @property
    def row(self) -> SessionRow | None:
        """The session under the cursor; None on an empty board."""
        if not 0 <= self.cursor < len(self._lines):
            return None
        line = self._lines[self.cursor]
        return line if isinstance(line, SessionRow) else None

    def line_count(self) -> int:
        return len(self._lines)

    def is_selectable(self, position: int) -> bool:
        return isinstance(self._lines[position], SessionRow)

    def line_state(self, position: int) -> object:
        line = self._lines[position]
        seconds = line.seconds(self._now) if isinstance(line, SessionRow) else 0
        return line, seconds, self._query, self._columns(self.size.width)

    def _columns(self, width: int) -> BoardColumns:
        longest = (self._longest_role, self._longest_account, self._longest_handed)
        return board_columns(width, self.narrow, *longest)

    def strip(self, position: int, is_cursor: bool, width: int) -> Strip:
        columns = self._columns(width)
        line = self._lines[position]
        if isinstance(line, Heading):
            return heading_strip(line, columns, width, self.component_style)
        session, target = line.role_session, self._busy.target
        is_busy = session is not None and target is not None and session.arn == target.arn
        busy = self._busy.row_words if is_busy else ""
        drawn = Drawn(line, self._now, self._query, busy, is_cursor)
        return session_strip(drawn, columns, width, self.component_style)

    def _position(self, wanted: Key | None) -> int:
        rests = [p for p, line in enumerate(self._lines) if isinstance(line, SessionRow)]
        for position in rests:
            line = self._lines[position]
            if isinstance(line, SessionRow) and line.key == wanted:
                return position
        return min(rests, key=lambda position: abs(position - self.cursor), default=-1)
