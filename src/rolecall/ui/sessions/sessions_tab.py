"""The session board: it stands in the place of the targets, under the same search box."""

from collections.abc import Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical

from rolecall.core.countdown import Phase
from rolecall.core.model import RoleSession, Target
from rolecall.core.role_request import RoleRequest
from rolecall.signin.desk import Desk
from rolecall.ui.sessions.session_card import SessionCard, SessionLine, SessionStrip
from rolecall.ui.sessions.session_list import SessionList
from rolecall.ui.sessions.session_rows import (
    Heading,
    Held,
    Key,
    Line,
    Named,
    SessionRow,
    board_lines,
    kept_in_place,
    session_rows,
)
from rolecall.ui.sessions.session_view import session_view
from rolecall.ui.state.busy import Busy
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.surroundings import Surroundings
from rolecall.ui.widgets.cursor_list import CursorList

_NOTHING = (
    Heading("Nothing is held yet."),
    Heading(),
    Heading("Enter on a target makes you its role;"),
    Heading("its time then runs here."),
)
_NO_MATCH = (Heading("No session matches."),)


class Board(Vertical):
    """Every session that is held on this machine, ours and, to look at, those of other tools."""

    def __init__(
        self, desk: Desk, held: HeldSessions, surroundings: Surroundings, *, captured: bool
    ) -> None:
        super().__init__(id="board")
        self.desk = desk
        self._held = held
        self._captured = captured
        self._surroundings = surroundings
        self._targets: Mapping[str, Target] | None = None
        self._groups: list[list[SessionRow]] = []
        self._places: dict[Key, int] = {}
        self._query = ""
        self.is_shown = False
        self.narrow = False

    def compose(self) -> ComposeResult:
        yield SessionList(id="sessions")
        yield SessionCard(id="session-card")
        yield SessionStrip(id="session-strip", captured=self._captured)
        yield SessionLine(id="session-line")

    def on_resize(self) -> None:
        """Fill the widths that are only known now: on coming into view there were none."""
        self._show_session(self.desk.clock())

    @property
    def row(self) -> SessionRow | None:
        """The session under the cursor."""
        return self.query_one(SessionList).row if self.is_attached else None

    def row_of(self, session: RoleSession | None) -> SessionRow | None:
        """The row of a session."""
        rows = (row for group in self._groups for row in group)
        return next((row for row in rows if row.session == session), None)

    @property
    def count(self) -> int:
        """How many sessions there are, whatever the filter lets through."""
        return sum(len(group) for group in self._groups)

    @property
    def shown(self) -> int:
        """How many of them match the filter."""
        return sum(isinstance(line, SessionRow) for line in self._lines())

    def worst(self) -> tuple[Phase, int] | None:
        """The most urgent phase that is not fresh, and how many of our sessions are in it."""
        now = self.desk.clock()
        phases = [row.phase(now) for group in self._groups for row in group if row.is_ours]
        for urgent in (Phase.ENDING, Phase.SOON):
            if count := phases.count(urgent):
                return urgent, count
        return None

    def open(self, request: RoleRequest | None) -> None:
        """Come into view, in order of time, the cursor on the session of a request, if held."""
        self._places.clear()
        self._query = ""
        self.look_again()
        rows = [row for group in self._groups for row in group]
        roles = [row for row in rows if row.role_session]
        wanted = [row for row in roles if row.role_session and row.role_session.request == request]
        first = next(iter([*wanted, *roles, *rows]), None)
        self._show(first.key if first else None)

    def filter(self, query: str) -> None:
        """Show only what matches the query."""
        self._query = query
        self._show(self.row.key if self.row else None)

    def look_again(self) -> None:
        """Once a second, and whenever something was kept, given up or handed over."""
        held = Held(self._held.mfa_sessions, self._held.saml_sessions, self._held.role_sessions)
        around = self._surroundings.around
        groups = session_rows(held, around, self.desk.env, self._named, self.desk.clock())
        self._groups = kept_in_place(groups, self._places)
        for group in self._groups:
            for row in group:
                self._places.setdefault(row.key, len(self._places))
        if self.is_shown:
            self._show(self.row.key if self.row else None)

    def show_busy(self, busy: Busy) -> None:
        """Show in a role's rows that work is under way; without a target: no longer."""
        self.query_one(SessionList).show_busy(busy)

    def on_cursor_list_moved(self, event: CursorList.Moved) -> None:
        self._show_session(self.desk.clock())

    def _show(self, cursor: Key | None) -> None:
        now = self.desk.clock()
        self.query_one(SessionList).narrow = self.narrow
        self.query_one(SessionList).show(self._lines(), self._query, now, cursor)
        self._show_session(now)

    def _show_session(self, now: datetime) -> None:
        row = self.row
        view = session_view(row, now, captured=self._captured) if row else None
        self.query_one(SessionCard).show(view)
        self.query_one(SessionStrip).show(view)
        self.query_one(SessionLine).show(view)

    def _lines(self) -> list[Line]:
        lines = board_lines(self._groups, self._query)
        return lines or list(_NO_MATCH if self._groups else _NOTHING)

    def _named(self, account_id: str, arn: str) -> Named:
        """What the catalog says of a session's account; of a role that it does not list, too."""
        if self._targets is None:
            self._targets = {target.arn: target for target in self.desk.catalog.targets}
        target = self._targets.get(arn) or self.desk.catalog.role(account_id, "read")
        return Named(target.aliases[0] if target.aliases else "", target.protected)
