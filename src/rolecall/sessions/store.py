"""The session store: logins and role sessions, one JSON file each, shared by every shell.

A damaged, foreign or expired file counts as missing. A folder that others could have written to is
not used: nothing is read from it, and writing raises.
"""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import is_own_folder, read_own, write_own
from rolecall.core.login import BaseIdentity, Login, LoginKind
from rolecall.core.model import RoleSession
from rolecall.core.process.inputs import forget_inputs
from rolecall.core.role_request import RoleRequest
from rolecall.sessions import record
from rolecall.sessions.record import Record, Session

ROLE_RESERVE = timedelta(seconds=60)  # less is never handed out
_LARGEST = 128 * 1024  # bytes of one file; STS tokens take a few KB, an assertion up to 100,000
_DEPTH = 2  # folders of Rolecall's own: that of the sessions, and the cache folder
_KEEP_EXPIRED = timedelta(hours=1)  # so that lists can still say "expired"
_NAME = r"[0-9a-f]{40}\.json"
# What a killed writer left: files.write_private names its temporary files so.
_ORPHAN = r"\.[0-9a-f]{40}\.json\.rolecall-[0-9]+-[0-9a-f]{16}"


class LoginShelf(Protocol):
    """Logins of one kind that are kept elsewhere, shared with other tools. Reading never raises."""

    kind: str  # LoginKind.name

    def login(self, base: BaseIdentity) -> Login | None:
        """Returns the login of an identity, expired or not."""

    def logins(self) -> list[Login]:
        """Returns all of them, expired or not."""

    def forget(self, login: Login) -> bool:
        """Removes this login; returns whether it was there."""

    def changed_at(self) -> float:
        """Returns when they last changed, in epoch seconds; 0 for none."""


class SessionStore:
    """The store in one folder. Reading never raises: what cannot be used counts as missing.

    The logins of `shelves` are not in the folder: they are read and forgotten there.
    """

    def __init__(self, folder: str, shelves: Sequence[LoginShelf] = ()) -> None:
        self._folder = folder
        self.shelves = tuple(shelves)

    def login(self, kind: LoginKind, base: BaseIdentity, now: datetime) -> Login | None:
        """Returns the login of an identity; None once only the reserve of its kind is left."""
        shelf = self._shelf(kind.name)
        login = (
            shelf.login(base) if shelf else record.login(self._read(_login_key(kind.name, base)))
        )
        return login if login and login.expiration - now >= kind.reserve else None

    def role_session(self, request: RoleRequest, now: datetime) -> RoleSession | None:
        """Returns the held session of a request; None with less than 60 s left.

        Nor is one returned where somebody has signed out of the login on the shelf that it was
        taken with: whoever signs in next may be somebody else.
        """
        session = record.role_session(self._read(record.role_key(request)))
        if session is None or session.expiration - now < ROLE_RESERVE:
            return None
        shelf = self._shelf(request.scheme)
        base = BaseIdentity(request.identity, request.identity_key)
        return None if shelf and shelf.login(base) is None else session

    def keep_login(self, login: Login) -> None:
        """Writes a login. Raises RolecallError if the system refuses."""
        self._write(_login_key(login.kind, login.base), login)

    def keep_role(self, session: RoleSession) -> None:
        """Writes a role session. Raises RolecallError if the system refuses."""
        self._write(record.role_key(session.request), session)

    def forget_login(self, kind: LoginKind, base: BaseIdentity) -> bool:
        """Removes the login of an identity; returns whether there was one."""
        if shelf := self._shelf(kind.name):
            login = shelf.login(base)
            return login is not None and shelf.forget(login)
        return self._remove(record.file_name(_login_key(kind.name, base)))

    def forget_role(self, request: RoleRequest) -> bool:
        """Removes the session of a request; returns whether there was one."""
        return self._remove(record.file_name(record.role_key(request)))

    def forget(self, session: Session) -> bool:
        """Removes this session and no other; returns whether it was there.

        A login goes under whichever keys of its base profile it was kept.
        """
        if isinstance(session, Login) and (shelf := self._shelf(session.kind)):
            return shelf.forget(session)

        def is_meant(found: Record) -> bool:
            if isinstance(session, RoleSession):
                return record.role_session(found) == session
            login = record.login(found)
            return login is not None and login._replace(base=session.base) == session

        names = [name for name, found in self._records() if is_meant(found)]
        return any([self._remove(name) for name in names])

    def forget_all(self) -> int:
        """Removes every session, damaged files included; returns the number of files.

        Those on shelves stay: other tools use them.
        """
        for name in self._names(_ORPHAN):
            self._remove(name)
        return sum(self._remove(name) for name in self._names(_NAME))

    def logins(self) -> list[Login]:
        """Returns all logins, expired or not, the latest expiration first."""
        found = [login for _, r in self._records() if (login := record.login(r))]
        for shelf in self.shelves:
            found += shelf.logins()
        return sorted(found, key=lambda login: login.expiration, reverse=True)

    def role_sessions(self) -> list[RoleSession]:
        """Returns all role sessions, expired or not, the latest expiration first."""
        found = [s for _, r in self._records() if (s := record.role_session(r))]
        return sorted(found, key=lambda session: session.expiration, reverse=True)

    def changed_at(self) -> float:
        """Returns a number that another change makes another one; 0 for an empty store.

        It is the sum of when the folder and each shelf changed, in epoch seconds: a role's session
        is kept within the same tick as the login it was taken with, which the latest would miss.
        """
        return (self._modified("") or 0.0) + sum(shelf.changed_at() for shelf in self.shelves)

    def _shelf(self, kind: str) -> LoginShelf | None:
        return next((shelf for shelf in self.shelves if shelf.kind == kind), None)

    def file_of(self, request: RoleRequest) -> str:
        """Returns the path of the file of a request's session, whether there is one or not."""
        return os.path.join(self._folder, record.file_name(record.role_key(request)))

    def _names(self, form: str) -> list[str]:
        forget_inputs()  # those of a folder's names cannot be noted
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
        write_own(path, record.written(key, session), depth=_DEPTH)  # raises if it is not ours

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


def _login_key(kind: str, base: BaseIdentity) -> list[str]:
    return [kind, *base]
