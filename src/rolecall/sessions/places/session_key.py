"""The key that sessions are sealed with: kept in the system keyring, cached for the login session.

The cache is a file in the runtime folder: in memory, the user's alone, gone after the logout. It
protects no less than the open keyring does, which gives the key to every process of the user; and
without it every cached answer would start a process that asks over D-Bus.
"""

import base64
import os
from collections.abc import Mapping

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import own_lock, read_own, write_own
from rolecall.core.notices import post_notice_once
from rolecall.core.paths import Paths
from rolecall.sessions.places.runtime_folder import runtime_fault
from rolecall.sessions.places.sealing import KEY_SIZE

SERVICE, USER = "rolecall sessions", "key"  # as `keyring get SERVICE USER` names the item
LIMIT = 2.0  # seconds for the keyring to answer, the start of the child that asks it included
_DEPTH = 2  # the folder of the cached key, and the runtime folder
_INSTALL = 'Install the extra: pip install "rolecall[keyring]".'
_ELSEWHERE = "Unlock it, or choose another place: [store] where in config.toml."


class SessionKey:
    """The key, looked for when it is first needed. No method raises for a keyring that fails."""

    def __init__(self, paths: Paths, env: Mapping[str, str]) -> None:
        self._cached = paths.session_key if runtime_fault(env) is None else ""
        self._lock = os.path.join(paths.sessions_folder, "session-key")
        self._env = env
        self._key = b""
        self._has_failed = False

    def known(self) -> bytes:
        """Returns the key if that needs no asking; empty otherwise."""
        if not self._key and self._cached:
            try:
                found = read_own(self._cached, KEY_SIZE, depth=_DEPTH) or b""
            except RolecallError:
                found = b""
            self._key = found if len(found) == KEY_SIZE else b""
        return self._key

    def for_reading(self) -> bytes:
        """Returns the key, or empty with a notice; the keyring is asked once by each process."""
        return self.known() or (b"" if self._has_failed else self._asked(make=False))

    def for_writing(self) -> bytes:
        """Returns the key, made where there is none yet, or empty with a notice.

        The keyring is asked again if it has failed before: it may be open now.
        """
        return self.known() or self._asked(make=True)

    def forget(self) -> None:
        """Removes the key from the cache; in the keyring it stays."""
        self._key = b""
        if self._cached:
            try:
                os.unlink(self._cached)
            except OSError:
                return

    def _asked(self, *, make: bool) -> bytes:
        # deferred: it imports subprocess, and a cached key makes it needless
        from rolecall.core.keyring.keyring_item import NONE, is_installed
        from rolecall.sessions.places.sealing import is_available

        if not (is_installed() and is_available()):
            self._fail("The system keyring can't be used", _INSTALL, make=make)
            return b""
        key, outcome = self._read(make=make)
        if not key and outcome == NONE:
            if make:
                key = self._made()
            else:
                self._fail("The system keyring has no key for them", _ELSEWHERE, make=make)
        if key:
            self._keep_for_later(key)
        return key

    def _made(self) -> bytes:
        """Returns a new key, or the one that another process has just made."""
        from rolecall.core.keyring.keyring_item import (  # deferred: as above
            KEPT,
            fault_of,
            keep_item,
        )

        try:
            with own_lock(self._lock, depth=_DEPTH):
                key, _ = self._read(make=True)
                if key or self._has_failed:
                    return key
                key = os.urandom(KEY_SIZE)
                text = base64.b64encode(key).decode()
                answer = keep_item(SERVICE, USER, text, self._env, LIMIT, quiet=True)
        except RolecallError as error:
            self._fail(error.message.rstrip("."), error.hint, make=True)
            return b""
        if answer.outcome == KEPT:
            return key
        why = fault_of(answer, LIMIT) or "There is no system keyring here"
        self._fail(why, _ELSEWHERE, make=True)
        return b""

    def _read(self, *, make: bool) -> tuple[bytes, str]:
        """Returns the key in the keyring, or empty and the outcome of asking."""
        from rolecall.core.keyring.keyring_item import (  # deferred: as above
            FAILED,
            FOUND,
            LOCKED,
            NONE,
            fault_of,
            read_item,
        )

        answer = read_item(SERVICE, USER, self._env, LIMIT, quiet=True)
        self._has_failed = answer.outcome not in (FOUND, NONE)
        if answer.outcome == FOUND:
            try:
                key = base64.b64decode(answer.password, validate=True)
            except ValueError:
                key = b""
            if len(key) == KEY_SIZE:
                return key, FOUND
            why = f'The item "{SERVICE}" of the system keyring is no key'
            self._fail(why, "Remove it: the next sign-in makes a new one.", make=make)
            return b"", FAILED
        if self._has_failed:
            is_locked = answer.outcome == LOCKED
            why = "The system keyring is locked" if is_locked else fault_of(answer, LIMIT)
            self._fail(why, _ELSEWHERE, make=make)
        return b"", answer.outcome

    def _fail(self, why: str, hint: str, *, make: bool) -> None:
        self._has_failed = True
        what = "sessions are kept for this run alone" if make else "sealed sessions are left out"
        post_notice_once(f"session key: {what}", f"{why}: {what}.", hint)

    def _keep_for_later(self, key: bytes) -> None:
        self._key, self._has_failed = key, False
        if self._cached:
            try:
                write_own(self._cached, key, depth=_DEPTH)
            except RolecallError:
                return  # it is asked for again
