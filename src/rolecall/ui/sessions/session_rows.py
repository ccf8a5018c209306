"""The rows of the session board, in groups. Pure: sessions and logins are parameters."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rolecall.core.countdown import Phase, phase
from rolecall.core.login import Login, LoginKind
from rolecall.core.model import RoleSession, seconds_left
from rolecall.core.safe_text import without_escapes
from rolecall.core.search.fold import fold
from rolecall.handover.profile.our_profiles import profiles_holding
from rolecall.sessions.handed import Handed
from rolecall.sessions.other_session import OtherSession
from rolecall.sessions.qualifiers import qualifiers_of
from rolecall.signin.schemes import login_kinds
from rolecall.ui.state.surroundings import Snapshot

Session = Login | RoleSession | OtherSession
Key = tuple[str, ...]

THIS_SHELL = "this shell"
_HOUR, _LONG = 3_600, 43_200  # seconds that sessions usually have
_NAMED_BY = {"AWS_ACCESS_KEY_ID", "AWS_SESSION_ACCESS_KEY_ID"}


class Heading(NamedTuple):
    """The name of a group, or the blank line before it; the cursor skips it."""

    words: str = ""
    first: bool = False  # this one also holds the names of the columns


class SessionRow(NamedTuple):
    """One session or login. The texts are raw; escape sequences are removed when they are drawn."""

    session: Session
    name: str
    role: str
    account_id: str
    whole: int  # seconds it had at the start
    protected: bool = False
    profiles: tuple[str, ...] = ()
    handed: str = ""
    kept: bool = False  # whether one of its profiles is kept fresh
    kind: LoginKind | None = None  # of a login
    mark: str = ""  # what a role session is limited to: `read-only`

    @property
    def key(self) -> Key:
        """Identifies the row: unchanged from one second to the next, and by a renewal."""
        session = self.session
        if isinstance(session, RoleSession):
            return "role", session.request.digest
        if isinstance(session, Login):
            return session.kind, session.name
        return "other", session.access_key_id

    @property
    def starts_anew(self) -> bool:
        """Whether this is a login after which a new one can be begun from here."""
        return self.kind is not None and self.kind.starts_anew

    @property
    def expiration(self) -> datetime:
        return self.session.expiration

    @property
    def is_ours(self) -> bool:
        return not isinstance(self.session, OtherSession)

    @property
    def role_session(self) -> RoleSession | None:
        return self.session if isinstance(self.session, RoleSession) else None

    def seconds(self, now: datetime) -> int:
        return seconds_left(self.expiration, now)

    def phase(self, now: datetime) -> Phase:
        """Returns the phase; a brief login is fresh until it is over, as its end is no alarm."""
        seconds = self.seconds(now)
        if self.kind and self.kind.is_brief and seconds:
            return Phase.FRESH
        return phase(seconds)


BoardLine = Heading | SessionRow


class Named(NamedTuple):
    """The catalog's name and protection of a session's account."""

    name: str
    protected: bool


Names = Callable[[str, str], Named]  # of an account id, and of a role's ARN if there is one


def session_rows(
    logins: Sequence[Login],
    roles: Sequence[RoleSession],
    snapshot: Snapshot,
    env: Mapping[str, str],
    names: Names,
    now: datetime,
) -> list[list[SessionRow]]:
    """Returns the groups that are not empty, each with the latest expiration first.

    Leaves out brief logins that are over, as they cannot be renewed, and logins of a kind that only
    another version knows.
    """
    shell = {env[variable] for variable in _NAMED_BY if env.get(variable)}
    groups = [
        [
            _login_row(login, kind, shell)
            for login in logins
            if login.kind == name and not (kind.is_brief and login.expiration <= now)
        ]
        for name, kind in login_kinds().items()
    ]
    groups += [
        _role_rows(roles, snapshot, shell, names, now),
        [_other_row(session, names, now) for session in snapshot.others],
    ]
    for group in groups:
        group.sort(key=lambda row: row.expiration, reverse=True)
    return [group for group in groups if group]


def board_lines(rows: Iterable[Sequence[SessionRow]], query: str) -> list[BoardLine]:
    """Returns the groups with their names, without the rows that do not match the query."""
    tokens = [fold(token).text for token in without_escapes(query).split()]
    lines: list[BoardLine] = []
    for group in rows:
        fits = [row for row in group if _fits(row, tokens)]
        if not fits:
            continue
        if lines:
            lines.append(Heading())
        lines.append(Heading(_heading(fits), first=not lines))
        lines += fits
    return lines


def kept_in_place(
    groups: list[list[SessionRow]], places: Mapping[Key, int]
) -> list[list[SessionRow]]:
    """Sorts known rows by their `places`, and new ones after them, so that no row moves."""
    last = len(places)
    return [sorted(group, key=lambda row: places.get(row.key, last)) for group in groups]


def _fits(row: SessionRow, tokens: Collection[str]) -> bool:
    tool = row.session.tool if isinstance(row.session, OtherSession) else ""
    fields = (row.name, row.role, row.account_id, row.handed, row.mark, tool)
    text = "\n".join(fold(field).text for field in fields)
    return all(token in text for token in tokens)


def _heading(group: Sequence[SessionRow]) -> str:
    first, many = group[0], "s" if len(group) > 1 else ""
    if first.kind:
        return f"{first.kind.title}{many}"
    return "Role sessions" if first.role_session else "Held by other tools"


def _login_row(login: Login, kind: LoginKind, shell: Collection[str]) -> SessionRow:
    return SessionRow(
        login,
        f"{login.name} · {login.user_name}" if login.user_name else login.name,
        login.device_name,
        "",
        seconds_left(login.expiration, login.started),
        handed=THIS_SHELL if login.access_key_id in shell else "",
        kind=kind,
    )


def _role_rows(
    sessions: Sequence[RoleSession],
    snapshot: Snapshot,
    shell: Collection[str],
    names: Names,
    now: datetime,
) -> list[SessionRow]:
    ways = qualifiers_of(sessions)
    return [
        row._replace(role=f"{row.role} · {way}") if (way := ways.get(session.request)) else row
        for session in sessions
        for row in (_role_row(session, snapshot, shell, names, now),)
    ]


def _role_row(
    session: RoleSession, snapshot: Snapshot, shell: Collection[str], names: Names, now: datetime
) -> SessionRow:
    key_id = session.credentials.access_key_id
    profiles = profiles_holding(snapshot.profiles, session)
    places = [THIS_SHELL] if key_id in shell else []
    places += [*profiles, *(_place(one, now) for one in snapshot.handed.get(key_id, ()))]
    return SessionRow(
        session,
        session.account_name,
        session.role.rpartition("/")[2],
        session.account_id,
        seconds_left(session.credentials.expiration, session.started),
        names(session.account_id, session.arn).protected,
        profiles,
        ", ".join(places),
        any(name in snapshot.state.keep_fresh for name in profiles),
        mark=session.request.scope.mark,
    )


def _place(handed: Handed, now: datetime) -> str:
    local, today = handed.at.astimezone(), now.astimezone().date()
    return (
        f"{handed.what}, {local:%H:%M}"
        if local.date() == today
        else f"{handed.what}, {local:%a %H:%M}"
    )


def _other_row(session: OtherSession, names: Names, now: datetime) -> SessionRow:
    account = names(session.account_id, "") if session.account_id else Named("", False)
    left = seconds_left(session.expiration, now)
    return SessionRow(
        session,
        account.name or session.profile or session.account_id or session.access_key_id,
        session.role.rpartition("/")[2] or "user",
        session.account_id,
        _HOUR if left <= _HOUR else max(_LONG, left),
        account.protected,
        handed=session.tool,
    )
