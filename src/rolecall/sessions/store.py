"""The session store: logins and role sessions, one JSON file each, shared by every shell.

A damaged, foreign or expired file counts as missing. A folder that others could have written to is
not used: nothing is read from it, and writing raises.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import OwnFolder, own_lock
from rolecall.core.login import BaseIdentity, Login, LoginKind, LoginShelf
from rolecall.core.model import RoleSession
from rolecall.core.role_request import RoleRequest
from rolecall.sessions import record
from rolecall.sessions.record import LONGEST, NAME, Record, Session

if TYPE_CHECKING:
    from rolecall.sessions.places.places import Places

ROLE_RESERVE = timedelta(seconds=60)  # less is never handed out
_DEPTH = 2  # folders of Rolecall's own: that of the sessions, and the cache folder
_KEEP_EXPIRED = timedelta(hours=1)  # so that lists can still say "expired"


def no_places() -> "Places | None":
    """Returns that all sessions lie in the folder of the store."""
    return None


class SessionStore:
    """The store of one user. Reading never raises: what cannot be used counts as missing.

    `folder` is that of the cache; `places` yields the others. The logins of `shelves` are in none
    of them: they are read and forgotten there.
    """

    def __init__(
        self,
        folder: str,
        shelves: Sequence[LoginShelf] = (),
        places: "Callable[[], Places | None]" = no_places,
    ) -> None:
        self._cache = OwnFolder(folder, NAME, ".json", longest=LONGEST, depth=_DEPTH)
        self.shelves = tuple(shelves)
        self.places = places

    def login(self, kind: LoginKind, base: BaseIdentity, now: datetime) -> Login | None:
        """Returns the login of an identity; None once only the reserve of its kind is left."""
        shelf = self._shelf(kind.name)
        key = record.login_key(kind.name, base)
        login = shelf.login(base) if shelf else record.login(self._read(key, now))
        return login if login and login.expiration - now >= kind.reserve else None

    def role_session(self, request: RoleRequest, now: datetime) -> RoleSession | None:
        """Returns the held session of a request; None with less than 60 s left.

        Nor is one returned where somebody has signed out of the login on the shelf that it was
        taken with: whoever signs in next may be somebody else.
        """
        session = record.role_session(self._read(record.role_key(request), now))
        if session is None or session.expiration - now < ROLE_RESERVE:
            return None
        shelf = self._shelf(request.scheme)
        base = BaseIdentity(request.identity, request.identity_key)
        return None if shelf and shelf.login(base) is None else session

    def keep_login(self, login: Login) -> None:
        """Writes a login. Raises RolecallError if the system refuses."""
        self._write(record.login_key(login.kind, login.base), login)

    def keep_role(self, session: RoleSession) -> None:
        """Writes a role session. Raises RolecallError if the system refuses."""
        self._write(record.role_key(session.request), session)

    def gather(self, *, kept: bool = False) -> None:
        """Moves what is held in other places to where the settings say; what cannot be, stays.

        `kept`: a session has just been kept, so that the system keyring may be asked.
        """
        places = self.places()
        if places and places.can_gather(kept=kept):
            with self._locked(is_changing=True), suppress(RolecallError):
                places.gather()

    def forget_login(self, kind: LoginKind, base: BaseIdentity) -> bool:
        """Removes the login of an identity; returns whether there was one."""
        if shelf := self._shelf(kind.name):
            login = shelf.login(base)
            return login is not None and shelf.forget(login)
        return self._remove(record.name_of(record.login_key(kind.name, base)))

    def forget_role(self, request: RoleRequest) -> bool:
        """Removes the session of a request; returns whether there was one."""
        return self._remove(record.name_of(record.role_key(request)))

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
        """Removes every session, damaged files included; returns the number of sessions.

        Those on shelves stay: other tools use them.
        """
        for folder in self._folders():
            folder.sweep()
        names = {name for folder in self._folders() for name in folder.names()}
        count = sum(self._remove(name) for name in sorted(names))
        if places := self.places():
            places.forget_key()
        return count

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

        It is the sum of when each folder and shelf changed, in epoch seconds: a role's session is
        kept within the same tick as the login it was taken with, which the latest would miss.
        """
        folders = sum(folder.changed_at() for folder in self._folders())
        return folders + sum(shelf.changed_at() for shelf in self.shelves)

    def _shelf(self, kind: str) -> LoginShelf | None:
        return next((shelf for shelf in self.shelves if shelf.kind == kind), None)

    def file_of(self, request: RoleRequest) -> str:
        """Returns the path of the file of a request's session, whether there is one or not."""
        return self._folders()[0].path_of(record.name_of(record.role_key(request)))

    def _folders(self) -> Sequence[OwnFolder]:
        """Returns where sessions may lie, the place to keep them in first."""
        places = self.places()
        return places.folders if places else (self._cache,)

    def _records(self) -> list[tuple[str, Record]]:
        """Returns each session that is held; of several copies, the one that lasts longest."""
        if len(self._folders()) == 1:
            return list(self._all())
        self._ask()
        with self._locked():  # another process may be moving them
            return list(self._all())

    def _all(self) -> Iterator[tuple[str, Record]]:
        folders = self._folders()
        for name in sorted({name for folder in folders for name in folder.names()}):
            if (found := self._load(name, folders)) is not None:
                yield name, found

    def _read(self, key: list[str], now: datetime) -> Record | None:
        name, folders = record.name_of(key), self._folders()
        first = self._load(name, folders[:1])
        ends = record.expiration(first) if first else None
        if (ends and ends > now) or len(folders) == len(self._folders()) == 1:
            return first
        self._ask()
        with self._locked():  # another process may be moving it
            return self._load(name, self._folders())

    def _load(self, name: str, folders: Sequence[OwnFolder]) -> Record | None:
        return record.latest([record.read(folder.read(name), name) for folder in folders])

    def _write(self, key: list[str], session: Session) -> None:
        name = record.name_of(key)
        self._ask(to_write=True)
        with self._locked(is_changing=True):
            self._sweep(session.started - _KEEP_EXPIRED)
            own, *others = self._folders()
            if own.write(name, record.written(key, session)):
                for folder in others:
                    folder.remove(name)
        self.gather(kept=True)

    def _sweep(self, before: datetime) -> None:
        for name, found in self._all():
            expiration = record.expiration(found)
            if expiration is not None and expiration < before:
                self._unlink(name)
        for folder in self._folders():
            folder.sweep(before.timestamp())

    def _remove(self, name: str) -> bool:
        with self._locked():
            return self._unlink(name)

    def _unlink(self, name: str) -> bool:
        return any([folder.remove(name) for folder in self._folders()])

    def _ask(self, *, to_write: bool = False) -> None:
        """Asks the system keyring beforehand, if need be: others wait for whoever has the lock."""
        if places := self.places():
            places.ask(to_write=to_write)

    @contextmanager
    def _locked(self, *, is_changing: bool = False) -> Iterator[None]:
        """Keeps other processes from changing the store, where the system has locks.

        What one moves could be kept anew or forgotten by another meanwhile. `is_changing`:
        something will be written, so that the lock's folder may be made.
        """
        with ExitStack() as held:
            if is_changing or os.path.isdir(self._cache.path):
                with suppress(RolecallError):
                    held.enter_context(own_lock(self._cache.path, depth=_DEPTH - 1))
            yield
