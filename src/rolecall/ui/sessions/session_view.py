"""The view of the session under the cursor, for card, strip and line."""

from datetime import datetime
from typing import NamedTuple

from rolecall.core.countdown import Look, Phase
from rolecall.core.login import Login
from rolecall.core.model import RoleSession
from rolecall.core.safe_text import safe_text
from rolecall.sessions.other_session import OtherSession
from rolecall.ui.commands import ASSUME, CONSOLE, COPY, FORGET, KEEP_FRESH, RENEW, WRITE
from rolecall.ui.sessions.session_row import KEPT, look_of
from rolecall.ui.sessions.session_rows import SessionRow


class SessionView(NamedTuple):
    """One session at one moment, every text safe to show; `seconds` are whole."""

    name: str
    role: str
    account_id: str
    protected: bool
    seconds: int
    whole: int
    phase: Phase
    look: Look
    until: str  # the local time of day
    note: str
    handed: str
    commands: frozenset[str]  # ids of what can be done with it
    is_ours: bool
    is_kept: bool
    starts_anew: bool


def session_view(row: SessionRow, now: datetime, *, captured: bool) -> SessionView:
    """Returns the view of a row at a moment. `captured`: a shell reads the picker's stdout."""
    session, phase, look = row.session, row.phase(now), look_of(row, now)
    note = ""
    if isinstance(session, OtherSession):
        note = f"held by {session.tool}"
    elif row.kept and look.word != KEPT:
        note = KEPT
    elif row.kind:
        note = row.kind.title
        keys_end = session.keys_end if isinstance(session, Login) else None
        if keys_end is not None and keys_end > now:
            note = f"keys until {_moment(keys_end, now)}"
    elif isinstance(session, RoleSession):
        note = session.request.scope.words
    return SessionView(
        name=safe_text(row.name),
        role=safe_text(row.role),
        account_id=safe_text(row.account_id),
        protected=row.protected,
        seconds=row.seconds(now),
        whole=row.whole,
        phase=phase,
        look=look,
        until=_moment(row.expiration, now),
        note=safe_text(note),
        handed=safe_text(row.handed),
        commands=_commands(row, captured),
        is_ours=row.is_ours,
        is_kept=row.kept,
        starts_anew=row.starts_anew,
    )


def _moment(moment: datetime, now: datetime) -> str:
    """Returns the local time of day, with the weekday where that is not today's."""
    ends = moment.astimezone()
    today = ends.date() == now.astimezone().date()
    return f"{ends:%H:%M:%S}" if today else f"{ends:%a %H:%M}"


def _commands(row: SessionRow, captured: bool) -> frozenset[str]:
    if not row.is_ours:
        return frozenset()
    if row.role_session is None:
        return frozenset({FORGET.id, RENEW.id} if row.starts_anew else {FORGET.id})
    found = {RENEW.id, COPY.id, WRITE.id, FORGET.id}
    if row.profiles:
        found.add(KEEP_FRESH.id)
    if not (row.profiles and captured):  # the card has room for six
        found.add(CONSOLE.id)
    return frozenset({*found, ASSUME.id} if captured else found)
