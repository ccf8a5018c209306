"""The session store: MFA, SAML and role sessions, one JSON file each, shared by every shell.

A damaged, foreign or expired file is the same as none. In a folder that others could have written
to, nothing is read or kept, which is told.
"""

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import is_own_folder, read_own, write_own
from rolecall.core.model import MfaSession, RoleSession, SamlSession
from rolecall.core.role_request import RoleRequest
from rolecall.sessions import record
from rolecall.sessions.record import Record, Session

# An MFA session counts as over so long before its end, as with the classic.
MFA_RESERVE = timedelta(seconds=200)
ROLE_RESERVE = timedelta(seconds=60)  # less is never handed out
SAML_RESERVE = timedelta(seconds=5)  # for the call that it is sent with
_LARGEST = 128 * 1024  # bytes of one file; STS tokens take a few KB, an assertion up to 100,000
_DEPTH = 2  # folders of Rolecall's own: that of the sessions, and the cache folder
_KEEP_EXPIRED = timedelta(hours=1)  # so that lists can still say "expired"
_NAME = r"[0-9a-f]{40}\.json"
# What a killed writer left: files.write_private names its temporary files so.
_ORPHAN = r"\.[0-9a-f]{40}\.json\.rolecall-[0-9]+-[0-9a-f]{16}"


_READERS: dict[type[Session], Callable[[Record], Session | None]] = {
    MfaSession: record.mfa_session,
    RoleSession: record.role_session,
    SamlSession: record.saml_session,
}


class BaseIdentity(NamedTuple):
    """Whose credentials lead to the sessions: a profile, and its access key id where it has one.

    New keys in the same profile are another identity: the old sessions are not used for them. For
    the scheme `saml` it is `saml:` with the IdP's name, and the IdP's URL after the user name that
    the login file has, if any.
    """

    profile: str
    access_key_id: str


class SessionStore:
    """The store in one folder. Reading never fails: what cannot be used is not there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def mfa_session(self, base: BaseIdentity, now: datetime) -> MfaSession | None:
        """The MFA session of a base profile while it lasts 200 s or longer."""
        session = record.mfa_session(self._read(_mfa_key(base)))
        return session if session and _left(session, now) >= MFA_RESERVE else None

    def role_session(self, request: RoleRequest, now: datetime) -> RoleSession | None:
        """The held session of a request while it lasts 60 s or longer."""
        session = record.role_session(self._read(_role_key(request)))
        return session if session and _left(session, now) >= ROLE_RESERVE else None

    def saml_session(self, base: BaseIdentity, now: datetime) -> SamlSession | None:
        """The assertion of an IdP while it is valid for 5 s or longer."""
        session = record.saml_session(self._read(_saml_key(base)))
        return session if session and session.expiration - now >= SAML_RESERVE else None

    def keep_saml(self, base: BaseIdentity, session: SamlSession) -> None:
        """Keep an assertion. Raises RolecallError where the system refuses to write."""
        self._write(_saml_key(base), session)

    def forget_saml(self, base: BaseIdentity) -> bool:
        """Remove an IdP's assertion; says whether there was one."""
        return self._remove(record.file_name(_saml_key(base)))

    def keep_mfa(self, base: BaseIdentity, session: MfaSession) -> None:
        """Keep an MFA session. Raises RolecallError where the system refuses to write."""
        self._write(_mfa_key(base), session)

    def keep_role(self, session: RoleSession) -> None:
        """Keep a role session. Raises RolecallError where the system refuses to write."""
        self._write(_role_key(session.request), session)

    def forget_mfa(self, base: BaseIdentity) -> bool:
        """Remove a base profile's MFA session; says whether there was one."""
        return self._remove(record.file_name(_mfa_key(base)))

    def forget_role(self, request: RoleRequest) -> bool:
        """Remove the session of a request; says whether there was one."""
        return self._remove(record.file_name(_role_key(request)))

    def forget(self, session: Session) -> bool:
        """Remove this session and no other; says whether it was there."""
        read = _READERS[type(session)]
        names = [name for name, found in self._records() if read(found) == session]
        return any([self._remove(name) for name in names])

    def forget_all(self) -> int:
        """Remove every session, damaged files included; says how many files."""
        for name in self._names(_ORPHAN):
            self._remove(name)
        return sum(self._remove(name) for name in self._names(_NAME))

    def mfa_sessions(self) -> list[MfaSession]:
        """Every MFA session whose file is whole, expired or not, the longest first."""
        found = [s for _, r in self._records() if (s := record.mfa_session(r))]
        return sorted(found, key=lambda s: s.credentials.expiration, reverse=True)

    def saml_sessions(self) -> list[SamlSession]:
        """Every assertion whose file is whole, expired or not, the longest first."""
        found = [s for _, r in self._records() if (s := record.saml_session(r))]
        return sorted(found, key=lambda s: s.expiration, reverse=True)

    def role_sessions(self) -> list[RoleSession]:
        """Every role session whose file is whole, expired or not, the longest first."""
        found = [s for _, r in self._records() if (s := record.role_session(r))]
        return sorted(found, key=lambda s: s.credentials.expiration, reverse=True)

    def changed_at(self) -> float:
        """When a session was last kept or forgotten (epoch seconds); 0 for an empty store."""
        return self._modified("") or 0.0

    def _names(self, form: str) -> list[str]:
        if not is_own_folder(self._folder, depth=_DEPTH):
            return []
        try:
            return sorted(name for name in os.listdir(self._folder) if re.fullmatch(form, name))
        except OSError:
            return []

    def _records(self) -> Iterator[tuple[str, Record]]:
        for name in self._names(_NAME):
            found = self._load(name)
            if found is not None and name == record.file_name(found["key"]):
                yield name, found

    def _read(self, key: list[str]) -> Record | None:
        found = self._load(record.file_name(key))
        return found if found is not None and found["key"] == key else None

    def _load(self, name: str) -> Record | None:
        try:
            data = read_own(os.path.join(self._folder, name), _LARGEST, depth=_DEPTH)
        except RolecallError:
            return None
        return record.read(data) if data else None

    def _write(self, key: list[str], session: Session) -> None:
        self._sweep(session.started - _KEEP_EXPIRED)
        path = os.path.join(self._folder, record.file_name(key))
        write_own(path, record.written(key, session), depth=_DEPTH)  # what is not ours is told

    def _sweep(self, before: datetime) -> None:
        for name, found in self._records():
            expiration = record.expiration(found)
            if expiration is not None and expiration < before:
                self._remove(name)
        for name in self._names(_ORPHAN):
            modified = self._modified(name)
            if modified is not None and modified < before.timestamp():
                self._remove(name)

    def _modified(self, name: str) -> float | None:
        try:
            return os.stat(os.path.join(self._folder, name)).st_mtime
        except OSError:
            return None

    def _remove(self, name: str) -> bool:
        if not is_own_folder(self._folder, depth=_DEPTH):
            return False
        try:
            os.unlink(os.path.join(self._folder, name))
        except OSError:
            return False
        return True


def _mfa_key(base: BaseIdentity) -> list[str]:
    return ["mfa", *base]


def _saml_key(base: BaseIdentity) -> list[str]:
    return ["saml", *base]


def _role_key(request: RoleRequest) -> list[str]:
    return ["role", request.digest]


def _left(session: MfaSession | RoleSession, now: datetime) -> timedelta:
    return session.credentials.expiration - now
