"""What is held, as the picker joins it to its targets; read again when the store changes."""

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
    """The time of a held session: seconds left, of how many."""

    seconds: int
    whole: int


class HeldSessions:
    """The store's sessions by target. Other shells and pickers write there as well."""

    def __init__(self, desk: Desk) -> None:
        self._store: SessionStore = desk.store
        self._paths: Paths = desk.paths
        self._clock = desk.clock
        self._changed_at = -1.0
        self._plan = desk.plan
        self._roles: dict[RoleRequest, RoleSession] = {}
        self._arns: set[str] = set()
        self._requests: dict[tuple[Target, str], RoleRequest | None] = {}
        self._logins: dict[tuple[str, str], Login] = {}  # by kind and identity
        self._profiles: dict[str, OurProfile] = {}

    def refresh(self) -> bool:
        """Read the store again if it changed; says whether it did."""
        changed_at = self._store.changed_at()
        if changed_at == self._changed_at:
            return False
        self._changed_at = changed_at
        self._roles = {session.request: session for session in self._store.role_sessions()}
        self._arns = {request.role_arn for request in self._roles}
        self._requests.clear()  # a login changes who signs in at an identity provider
        # Of several of one identity the longest.
        logins = reversed(self._store.logins())
        self._logins = {(login.kind, login.base.profile): login for login in logins}
        self.refresh_profiles()
        return True

    @property
    def role_sessions(self) -> list[RoleSession]:
        """The session of each role request, over or not."""
        return list(self._roles.values())

    @property
    def running(self) -> list[RoleSession]:
        """Those of the role sessions that are not over."""
        return [session for session in self._roles.values() if self._left(session) > 0]

    @property
    def logins(self) -> list[Login]:
        """The login of each identity, over or not."""
        return list(self._logins.values())

    def refresh_profiles(self) -> None:
        """Read again which profiles Rolecall wrote."""
        self._profiles = our_profiles_if_readable(self._paths.aws_credentials)

    def session(self, target: Target, base_profile: str) -> RoleSession | None:
        """The session of a target, if it is held and not over."""
        if target.arn not in self._arns:  # most of 100,000
            return None
        request = self._request(target, base_profile)
        session = self._roles.get(request) if request else None
        return session if session and self._left(session) > 0 else None

    def _request(self, target: Target, base_profile: str) -> RoleRequest | None:
        """The request that the target stands for; None where it cannot be planned."""
        key = (target, base_profile)
        if key not in self._requests:
            try:
                self._requests[key] = self._plan(target).request
            except RolecallError:
                self._requests[key] = None
        return self._requests[key]

    def row(self, target: Target, base_profile: str) -> TimeLeft | None:
        """What the target's row shows of it."""
        session = self.session(target, base_profile)
        if session is None:
            return None
        whole = seconds_left(session.credentials.expiration, session.started)
        return TimeLeft(self._left(session), whole)

    def login(self, target: Target, base_profile: str) -> Login | None:
        """The login that spares a target its question; `base_profile` is the usual one."""
        return self.login_of(target.scheme, target.identity(base_profile))

    def login_of(self, scheme: str, identity: str) -> Login | None:
        """The login of a base profile, or of a scheme's provider, that is not over."""
        login = self._logins.get((scheme_named(scheme).kind.name, identity))
        return login if login and self._left(login) > 0 else None

    def profiles_of(self, session: RoleSession | None) -> tuple[str, ...]:
        """The names of the profiles a session was written to."""
        if session is None:
            return ()
        return profiles_holding(self._profiles, session)

    def positions(self, targets: Sequence[Target], base_profile: str) -> list[int]:
        """Which of the targets are held."""
        accounts = {session.account_id for session in self._roles.values()}
        return [
            place
            for place, target in enumerate(targets)
            if target.account_id in accounts and self.session(target, base_profile)
        ]

    def _left(self, session: RoleSession | Login) -> int:
        return seconds_left(session.expiration, self._clock())
