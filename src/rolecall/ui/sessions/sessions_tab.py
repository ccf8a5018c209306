"""The tab of the sessions, the session board; the twin of the targets tab."""

from collections.abc import Callable, Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical

from rolecall.core.countdown import Phase
from rolecall.core.model import RoleSession, Target
from rolecall.core.role_request import RoleRequest
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.renewal import plan_again
from rolecall.ui.sessions.session_card import SessionCard, SessionLine, SessionStrip
from rolecall.ui.sessions.session_keys import over_sessions, why_not
from rolecall.ui.sessions.session_list import SessionList
from rolecall.ui.sessions.session_rows import (
    BoardLine,
    Heading,
    Key,
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
from rolecall.ui.tab import Counted, NothingToUse

_NOTHING = (
    Heading("No sessions yet."),
    Heading(),
    Heading("Press Enter on a target to assume it;"),
    Heading("its countdown appears here."),
)
_NO_MATCH = (Heading("No session matches."),)


class SessionsTab(Vertical):
    """Every session held on this machine: ours, and read-only those of other tools."""

    placeholder = "filter"

    def __init__(
        self, desk: Desk, held: HeldSessions, surroundings: Surroundings, *, captured: bool
    ) -> None:
        super().__init__(id="board")
        self._desk = desk
        self.on_change: Callable[[], None] = lambda: None
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
        self._show_session(self._desk.clock())

    @property
    def row(self) -> SessionRow | None:
        """The session under the cursor."""
        return self.query_one(SessionList).row if self.is_attached else None

    def row_of(self, session: RoleSession | None) -> SessionRow | None:
        """Returns the row of a session; None if it has none."""
        rows = (row for group in self._groups for row in group)
        return next((row for row in rows if row.session == session), None)

    @property
    def here(self) -> object:
        row = self.row
        return row.key if row else None

    def plan_here(self) -> Plan:
        row = self.row
        if row is None:
            raise self.nothing_here()
        if row.role_session is None:
            raise why_not(row, self.app)
        return plan_again(self._desk, row.role_session)

    def nothing_here(self) -> NothingToUse:
        if self._groups:
            return NothingToUse("No session matches.", "Clear the filter with esc.")
        return NothingToUse("No sessions yet.", "Press Enter on a target to assume it.")

    @property
    def counted(self) -> Counted:
        found = sum(isinstance(line, SessionRow) for line in self._lines())
        return Counted(found, self.count, "session")

    @property
    def count(self) -> int:
        """How many sessions there are, whatever the filter lets through."""
        return sum(len(group) for group in self._groups)

    def worst(self) -> tuple[Phase, int] | None:
        """The most urgent phase that is not fresh, and how many of our sessions are in it."""
        now = self._desk.clock()
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

    def go_to(self, key: Key) -> None:
        """Puts the cursor on a row, if it is still there."""
        self._show(key)

    def move(self, steps: int) -> None:
        self.query_one(SessionList).move(steps)

    def move_page(self, pages: int) -> None:
        self.query_one(SessionList).move_page(pages)

    def key_words(self) -> Mapping[str, str]:
        row = self.row
        return over_sessions(ours=row is not None and row.is_ours, narrow=self.narrow)

    def filter(self, query: str) -> None:
        self._query = query
        self._show(self.row.key if self.row else None)

    def look_again(self) -> None:
        groups = session_rows(
            self._held.logins,
            self._held.role_sessions,
            self._surroundings.snapshot,
            self._desk.env,
            self._named,
            self._desk.clock(),
        )
        self._groups = kept_in_place(groups, self._places)
        for group in self._groups:
            for row in group:
                self._places.setdefault(row.key, len(self._places))
        if self.is_shown:
            self._show(self.row.key if self.row else None)

    def show_busy(self, busy: Busy) -> None:
        self.query_one(SessionList).show_busy(busy)

    def on_cursor_list_moved(self) -> None:
        self._show_session(self._desk.clock())
        self.on_change()

    def _show(self, cursor: Key | None) -> None:
        now = self._desk.clock()
        self.query_one(SessionList).narrow = self.narrow
        self.query_one(SessionList).show(self._lines(), self._query, now, cursor)
        self._show_session(now)

    def _show_session(self, now: datetime) -> None:
        row = self.row
        view = session_view(row, now, captured=self._captured) if row else None
        self.query_one(SessionCard).show(view)
        self.query_one(SessionStrip).show(view)
        self.query_one(SessionLine).show(view)

    def _lines(self) -> list[BoardLine]:
        lines = board_lines(self._groups, self._query)
        return lines or list(_NO_MATCH if self._groups else _NOTHING)

    def _named(self, account_id: str, arn: str) -> Named:
        """Returns name and protection of a session's account, also of unlisted roles."""
        if self._targets is None:
            self._targets = {target.arn: target for target in self._desk.catalog.targets}
        target = self._targets.get(arn) or self._desk.catalog.role(account_id, "read")
        return Named(target.aliases[0] if target.aliases else "", target.protected)
