"""When the sessions of Identity Center began, and how long they last: no answer of AWS says either.

A note in Rolecall's cache folder. Without one, and where it is damaged, a session began at the
latest when its token was issued, and lasts the eight hours that AWS sets by default.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import own_lock, read_own, write_own
from rolecall.core.files.private_files import stamp_of
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import IDENTITY_CENTER, parse_rfc3339, rfc3339
from rolecall.core.record import Record
from rolecall.sessions.aws_tools.sso_tokens import SsoToken, SsoTokens

USUAL = timedelta(hours=8)  # what an Identity Center is set to unless somebody changes it
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=90)  # what it can be set to
TOKEN = timedelta(hours=1)  # an access token lasts
_MOMENTS = ("began", "seen", "over")
_LARGEST = 64 * 1024  # bytes


class Noted(Record):
    """What is known of the sessions of one center; None and 0 for what is not."""

    began: datetime | None = None  # the one of now
    seen: datetime | None = None  # ... which was alive then
    over: datetime | None = None  # when it was found that the one before had ended
    lasts: timedelta = USUAL


class SsoSessions:
    """The note at `path`. Reading never raises; writing raises RolecallError."""

    def __init__(self, path: str) -> None:
        self._path = path

    def noted(self, center: IdentityCenter) -> Noted:
        """Returns what is known of a center's sessions."""
        found = self._read().get(_key(center))
        try:
            entry = found if isinstance(found, dict) else {}
            lasts = timedelta(seconds=float(entry.get("lasts") or USUAL.total_seconds()))
            began, seen, over = (_moment(entry.get(name)) for name in _MOMENTS)
            return Noted(began, seen, over, min(max(lasts, SHORTEST), LONGEST))
        except (ValueError, TypeError, OverflowError):
            return Noted()

    def began(self, center: IdentityCenter, at: datetime) -> None:
        """Notes a session that begins now."""
        self._change(center, lambda noted: Noted(at, at, lasts=noted.lasts))

    def alive(self, center: IdentityCenter, at: datetime, token: SsoToken) -> None:
        """Notes that the session of a token still was refreshed.

        One that outlives the learned length corrects it: a logout may have ended the one before.
        One that another tool began was at the latest begun when this token was issued.
        """

        def change(noted: Noted) -> Noted:
            began = _began(token, noted)
            age = at - began
            lasts = noted.lasts if age <= noted.lasts else max(age, USUAL)
            return Noted(began, at, lasts=lasts)

        self._change(center, change)

    def ended(self, center: IdentityCenter, at: datetime) -> None:
        """Notes that the session has ended, and learns how long they last where that shows.

        It ended at some time since it was last seen alive. A session that a logout ends early is
        taken for a short one; the next that lives longer corrects it.
        """

        def change(noted: Noted) -> Noted:
            lasts = noted.lasts
            if noted.began and noted.seen and at - noted.began >= SHORTEST:
                age = at - noted.began
                if age < lasts or at - noted.seen <= TOKEN:
                    lasts = min(age, LONGEST)
            return Noted(over=at, lasts=lasts)

        self._change(center, change)

    def forget(self, center: IdentityCenter) -> None:
        """Notes that there is no session: somebody has signed out."""
        self._change(center, lambda noted: Noted(lasts=noted.lasts))

    def end_of(self, center: IdentityCenter) -> datetime | None:
        """Returns when the session ends; None where nobody has noted its beginning."""
        noted = self.noted(center)
        return noted.began + noted.lasts if noted.began else None

    def changed_at(self) -> float:
        """Returns when it last changed, in epoch seconds; 0 for never."""
        stamp = stamp_of(self._path)
        return stamp[1] / 1e9 if stamp else 0.0

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(read_own(self._path, _LARGEST) or b"{}")
        except (RolecallError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _change(self, center: IdentityCenter, change: Callable[[Noted], Noted]) -> None:
        with own_lock(self._path):
            noted = change(self.noted(center))
            entry: dict[str, Any] = {"lasts": noted.lasts.total_seconds()}
            for name in _MOMENTS:
                if moment := getattr(noted, name):
                    entry[name] = rfc3339(moment)
            write_own(self._path, json.dumps(self._read() | {_key(center): entry}).encode())


class SsoShelf:
    """A LoginShelf: the sessions of these Identity Centers, in the cache shared with AWS's tools.

    A login's `expiration` is the end of the whole session as far as it is known, since its token is
    refreshed silently before that; else the token's. `secret` is the access token of the moment.
    """

    kind = IDENTITY_CENTER

    def __init__(
        self, centers: Sequence[IdentityCenter], tokens: SsoTokens, notes: SsoSessions
    ) -> None:
        self._centers = tuple(centers)
        self._tokens = tokens
        self._notes = notes

    def login(self, base: BaseIdentity) -> Login | None:
        """Returns the login of an identity, expired or not."""
        center = self._center(base)
        return self._login(center) if center else None

    def logins(self) -> list[Login]:
        """Returns all of them, expired or not."""
        found = (self._login(center) for center in self._centers)
        return [login for login in found if login]

    def forget(self, login: Login) -> bool:
        """Removes the token, also one that was refreshed since; returns whether it was there.

        Raises RolecallError where the system refuses.
        """
        center = self._center(login.base)
        if center is None:
            return False
        with self._tokens.lock(center):
            was_there = self._tokens.forget(center)
        self._notes.forget(center)
        return was_there

    def changed_at(self) -> float:
        """Returns when they last changed, in epoch seconds; 0 for none."""
        return max(self._tokens.changed_at(), self._notes.changed_at())

    def _center(self, base: BaseIdentity) -> IdentityCenter | None:
        return next((center for center in self._centers if base_of(center) == base), None)

    def _login(self, center: IdentityCenter) -> Login | None:
        token = self._tokens.read(center)
        if token is None:
            return None
        began, end = session_of(token, self._notes.noted(center))
        return Login(
            IDENTITY_CENTER,
            base_of(center),
            center.name,
            "",
            began,
            end,
            secret=token.access_token,
        )


def base_of(center: IdentityCenter) -> BaseIdentity:
    """Returns the identity by which roles of a center are taken."""
    return BaseIdentity(f"{IDENTITY_CENTER}:{center.name}", center.start_url)


def session_of(token: SsoToken, noted: Noted) -> tuple[datetime, datetime]:
    """Returns when the session of a token began, and when it ends, as far as both are known."""
    began = _began(token, noted)
    if is_over(token, noted) and noted.over:
        return began, min(noted.over, token.expiration)
    if not token.can_refresh(token.expiration):
        return began, token.expiration
    return began, max(began + noted.lasts, token.expiration)


def _began(token: SsoToken, noted: Noted) -> datetime:
    issued = token.expiration - TOKEN
    began, seen = noted.began, noted.seen
    if began is None or seen is None or began > token.expiration:
        return issued
    # Issued after the end that is known, and long after the session was last seen: another one.
    return issued if began + noted.lasts < issued and seen + TOKEN < issued else began


def is_over(token: SsoToken, noted: Noted) -> bool:
    """Whether the session of a token was found to have ended."""
    return noted.over is not None and token.expiration - TOKEN < noted.over


def _moment(text: object) -> datetime | None:
    """Raises ValueError for a text that is no time."""
    return parse_rfc3339(str(text)) if text else None


def _key(center: IdentityCenter) -> str:
    return f"{center.cache_key} {center.start_url}"
