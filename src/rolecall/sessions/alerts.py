"""Detects when a held session enters its next phase: once each, whatever the clock does.

Pure: the sessions and the time are parameters. How a crossing is announced is up to the caller.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rolecall.core.countdown import Phase, clock_text, phase
from rolecall.core.model import MfaSession, RoleSession, seconds_left
from rolecall.core.safe_text import safe_text

_ORDER = list(Phase)


class Crossing(NamedTuple):
    """A session that entered a phase; `left` is the time it has, in seconds."""

    session: RoleSession | MfaSession
    phase: Phase
    left: int

    @property
    def words(self) -> str:
        """The announcement in one line, safe to show and to send to a terminal."""
        session = self.session
        if isinstance(session, RoleSession):
            who = f"{session.account_name} · {session.role}"
        else:
            who = f"MFA session of {session.base_profile}"
        what = f"ends in {clock_text(self.left)}" if self.left else "is over"
        return safe_text(f"{who} {what}")


class Alerts:
    """The last phase announced of each session.

    Sessions are told apart by their access key ids: a renewed one is another session.
    """

    def __init__(self) -> None:
        self._announced: dict[str, int] = {}

    def crossings(
        self, sessions: Iterable[RoleSession | MfaSession], now: datetime
    ) -> list[Crossing]:
        """Returns the phases entered since the last call, the most urgent first.

        Of several phases at once, as after a suspend, only the last counts. The phase of a session
        seen for the first time is no crossing, nor is one entered again because the clock was set
        back.
        """
        found = []
        for session in sessions:
            key_id = session.credentials.access_key_id
            left = seconds_left(session.credentials.expiration, now)
            reached = phase(left)
            place = _ORDER.index(reached)
            if place > self._announced.setdefault(key_id, place):
                self._announced[key_id] = place
                found.append(Crossing(session, reached, left))
        return sorted(found, key=lambda crossing: crossing.left)
