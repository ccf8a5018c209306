"""The held sessions by target: a cache of the session store, reloaded when that changes."""

from collections.abc import Sequence
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.login import Login
from rolecall.core.model import RoleSession, Target, seconds_left
from rolecall.core.paths import Paths
from rolecall.core.role_request import RoleRequest
from rolecall.handover.profile.our_profiles import (
    OurProfile,
    our_profiles_if_readable,
    profiles_holding,
)
from rolecall.sessions.store import SessionStore
from rolecall.signin.desk import Desk
from rolecall.signin.schemes import scheme_named


class TimeLeft(NamedTuple):
    """The seconds a held session has left, and how many it had at its start."""

    seconds: int
    whole: int


class HeldSessions:
    """The store's sessions and logins by target. Other processes write to the store as well."""

    def __init__(self, desk: Desk) -> None:
        self._store: SessionStore = desk.store
        self._paths: Paths = desk.paths
        self._clock = desk.clock
        self._changed_at = -1.0
        self._plan = desk.plan
        self._roles: dict[RoleRequest, RoleSession] = {}
        self._arns: set[str] = set()
        self.longest = 0  # seconds that the longest of the sessions had at its start
        self._requests: dict[tuple[Target, str], RoleRequest | None] = {}
        self._logins: dict[tuple[str, str], Login] = {}  # by kind and identity
        self._profiles: dict[str, OurProfile] = {}

    def refresh(self) -> bool:
        """Reads the store again if it has changed; returns whether it had."""
        changed_at = self._store.changed_at()
        if changed_at == self._changed_at:
            return False
        self._changed_at = changed_at
        self._roles = {session.request: session for session in self._store.role_sessions()}
        self._arns = {request.role_arn for request in self._roles}
        lasts = (seconds_left(each.expiration, each.started) for each in self._roles.values())
        self.longest = max(lasts, default=0)
        self._requests.clear()  # a login changes who signs in at an identity provider
        # Of several logins of one identity, the one that lasts longest wins.
        logins = reversed(self._store.logins())
        self._logins = {(login.kind, login.base.profile): login for login in logins}
        self.refresh_profiles()
        return True

    @property
    def role_sessions(self) -> list[RoleSession]:
        """The session of each role request, expired or not."""
        return list(self._roles.values())

    @property
    def running(self) -> list[RoleSession]:
        """The role sessions that have not expired."""
        return [session for session in self._roles.values() if self._left(session) > 0]

    @property
    def logins(self) -> list[Login]:
        """The login of each identity, expired or not."""
        return list(self._logins.values())

    def refresh_profiles(self) -> None:
        """Reads again which profiles Rolecall has written."""
        self._profiles = our_profiles_if_readable(self._paths.aws_credentials)

    def session(self, target: Target, base_profile: str) -> RoleSession | None:
        """Returns the session of a target; None where none is held, or it has expired."""
        if target.arn not in self._arns:  # true of nearly all of 100,000 targets
            return None
        request = self._request(target, base_profile)
        session = self._roles.get(request) if request else None
        return session if session and self._left(session) > 0 else None

    def _request(self, target: Target, base_profile: str) -> RoleRequest | None:
        """Returns the role request of a target; None where it cannot be planned."""
        key = (target, base_profile)
        if key not in self._requests:
            try:
                self._requests[key] = self._plan(target).request
            except RolecallError:
                self._requests[key] = None
        return self._requests[key]

    def row(self, target: Target, base_profile: str) -> TimeLeft | None:
        """Returns the time that the target's row shows; None where it is not held."""
        session = self.session(target, base_profile)
        if session is None:
            return None
        whole = seconds_left(session.credentials.expiration, session.started)
        return TimeLeft(self._left(session), whole)

    def login(self, target: Target, base_profile: str) -> Login | None:
        """Returns the login with which assuming a target asks nothing.

        `base_profile` is the default one; the target may name another.
        """
        login = self.login_of(target.scheme, target.identity(base_profile))
        return login if login and login.is_recent(target.mfa_max_age, self._clock()) else None

    def login_of(self, scheme: str, identity: str) -> Login | None:
        """Returns the unexpired login of an identity: a base profile, or a provider; else None."""
        login = self._logins.get((scheme_named(scheme).kind.name, identity))
        return login if login and self._left(login) > 0 else None

    def profiles_of(self, session: RoleSession | None) -> tuple[str, ...]:
        """Returns the names of the profiles that a session was written to."""
        if session is None:
            return ()
        return profiles_holding(self._profiles, session)

    def positions(self, targets: Sequence[Target], base_profile: str) -> list[int]:
        """Returns the positions of those targets that are held."""
        accounts = {session.account_id for session in self._roles.values()}
        if not accounts:
            return []
        return [
            place
            for place, target in enumerate(targets)
            if target.account_id in accounts and self.session(target, base_profile)
        ]

    def _left(self, session: RoleSession | Login) -> int:
        return seconds_left(session.expiration, self._clock())
