"""The key that sessions are sealed with: kept in the system keyring, cached for the login session.

The cache is a file in the runtime folder: in memory, the user's alone, gone after the logout. It
protects no less than the open keyring does, which gives the key to every process of the user; and
without it every cached answer would start a process that asks over D-Bus.
"""

import os
from collections.abc import Mapping
from contextlib import suppress

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import read_own, write_own
from rolecall.core.notices import post_notice_once
from rolecall.core.paths import Paths
from rolecall.sessions.places.runtime_folder import runtime_fault
from rolecall.sessions.places.sealing import KEY_SIZE

_DEPTH = 2  # the folder of the cached key, and the runtime folder


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
            with suppress(RolecallError):
                found = read_own(self._cached, KEY_SIZE, depth=_DEPTH) or b""
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
            with suppress(OSError):
                os.unlink(self._cached)

    def _asked(self, *, make: bool) -> bytes:
        # deferred: it imports subprocess, and a cached key makes it needless
        from rolecall.sessions.places.keyring_key import key_in_keyring

        try:
            self._key = key_in_keyring(self._env, self._lock, make=make)
        except RolecallError as fault:
            self._has_failed = True
            what = (
                "sessions are kept for this run alone" if make else "sealed sessions are left out"
            )
            post_notice_once(f"session key: {what}", f"{fault.message}: {what}.", fault.hint)
            return b""
        if self._cached:
            with suppress(RolecallError):  # else it is asked for again
                write_own(self._cached, self._key, depth=_DEPTH)
        return self._key
