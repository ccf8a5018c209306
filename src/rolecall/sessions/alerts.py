"""When a held session comes to 15 minutes, to 5 and to its end: once each, whatever the clock does.

Pure: the sessions and the moment come in. What is told of a crossing is the screen's affair.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rolecall.core.countdown import ENDING, SOON, Phase, clock_text, phase
from rolecall.core.model import MfaSession, RoleSession, seconds_left
from rolecall.core.safe_text import safe_text

_STEPS = {Phase.SOON: SOON, Phase.ENDING: ENDING, Phase.EXPIRED: 0}
_ORDER = list(Phase)


class Crossing(NamedTuple):
    """A session that came to a step: 900, 300 or 0 seconds; `left` is what it really has."""

    session: RoleSession | MfaSession
    step: int
    left: int

    @property
    def words(self) -> str:
        """One line, safe to show and to send to a terminal."""
        session = self.session
        if isinstance(session, RoleSession):
            who = f"{session.account_name} · {session.role}"
        else:
            who = f"MFA session of {session.base_profile}"
        what = f"ends in {clock_text(self.left)}" if self.left else "is over"
        return safe_text(f"{who} {what}")


class Alerts:
    """What was told of each session, by its access key id: a renewed one is another session."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}

    def crossings(
        self, sessions: Iterable[RoleSession | MfaSession], now: datetime
    ) -> list[Crossing]:
        """The steps reached since the last call, the most urgent first.

        Of several steps at once, as after a sleep, only the last. A session seen for the first
        time is where it is: what it passed before is old news. A step is not told again when the
        clock was set back.
        """
        found = []
        for session in sessions:
            key_id = session.credentials.access_key_id
            left = seconds_left(session.credentials.expiration, now)
            reached = phase(left)
            place = _ORDER.index(reached)
            if place > self._told.setdefault(key_id, place):
                self._told[key_id] = place
                found.append(Crossing(session, _STEPS[reached], left))
        return sorted(found, key=lambda crossing: crossing.left)
