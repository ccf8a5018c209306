"""Detects when a held session enters its next phase: once each, whatever the clock does.

Pure: the sessions and the time are parameters. How a crossing is announced is up to the caller.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from rolecall.core.countdown import Phase, clock_text, phase
from rolecall.core.login import Login
from rolecall.core.model import RoleSession, seconds_left
from rolecall.core.safe_text import safe_text

_ORDER = list(Phase)


class Crossing(NamedTuple):
    """A session that entered a phase; `left` is the time it has, in seconds."""

    session: RoleSession | Login
    phase: Phase
    left: int
    whose: str

    @property
    def words(self) -> str:
        """The announcement in one line, safe to show and to send to a terminal."""
        what = f"expires in {clock_text(self.left)}" if self.left else "has expired"
        return safe_text(f"{self.whose} {what}")


class Alerts:
    """The last phase announced of each session.

    Sessions are told apart by their access key ids, logins without one by when they began: a
    renewed one is another session. `prefixes` are the words before the names of logins, by kind.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._announced: dict[str, int] = {}

    def crossings(self, sessions: Iterable[RoleSession | Login], now: datetime) -> list[Crossing]:
        """Returns the phases entered since the last call, the most urgent first.

        Of several phases at once, as after a suspend, only the last counts. The phase of a session
        seen for the first time is no crossing, nor is one entered again because the clock was set
        back.
        """
        found = []
        for session in sessions:
            key = session.access_key_id or f"{session.expiration} {self._whose(session)}"
            left = seconds_left(session.expiration, now)
            reached = phase(left)
            place = _ORDER.index(reached)
            if place > self._announced.setdefault(key, place):
                self._announced[key] = place
                found.append(Crossing(session, reached, left, self._whose(session)))
        return sorted(found, key=lambda crossing: crossing.left)

    def _whose(self, session: RoleSession | Login) -> str:
        if isinstance(session, RoleSession):
            return f"{session.account_name} · {session.role}"
        return f"{self._prefixes[session.kind]} {session.name}"
