"""All places in which the sessions of a user may lie, and the one in which they are to be kept."""

import os
from collections.abc import Mapping
from contextlib import suppress

from rolecall.core.files.own_files import OwnFolder
from rolecall.core.paths import CACHE, KEYRING, RUNTIME, Paths
from rolecall.sessions import record
from rolecall.sessions.places.sealed_folder import SealedFolder
from rolecall.sessions.places.session_key import SessionKey


class Places:
    """The places of one user. `folders` are those that there are, the one to keep in first."""

    def __init__(self, paths: Paths, where: str, env: Mapping[str, str]) -> None:
        self._key = SessionKey(paths, env)
        self._sealed = SealedFolder(
            paths.sealed_folder,
            record.NAME,
            self._key,
            longest=record.LONGEST,
            depth=2,
        )
        found: dict[str, OwnFolder] = {
            CACHE: OwnFolder(
                paths.sessions_folder, record.NAME, ".json", longest=record.LONGEST, depth=2
            ),
            KEYRING: self._sealed,
        }
        if paths.runtime_sessions:  # its folder, Rolecall's, and the runtime folder itself
            found[RUNTIME] = OwnFolder(
                paths.runtime_sessions, record.NAME, ".json", longest=record.LONGEST, depth=3
            )
        self._is_sealing = where == KEYRING
        own = found.pop(where)
        self.folders = (own, *found.values())
        self._leavable = [folder for place, folder in found.items() if place != CACHE]

    def ask(self, *, to_write: bool) -> None:
        """Asks the keyring for its key where that is needed; takes up to 4 s.

        To read what is sealed, it is asked once; to write where sessions are to be sealed, anew.
        """
        if to_write and self._is_sealing:
            self._key.for_writing()
        elif not to_write and not self._sealed.is_empty():
            self._key.for_reading()

    def can_gather(self, *, kept: bool) -> bool:
        """Whether a session lies elsewhere than where it is to be kept, and can be moved.

        A key that this takes is asked for: one to seal with unless a session has just been `kept`,
        and one to open with only then, since a start is not to wait for what it does not need.
        """
        held = [folder for folder in self.folders[1:] if not folder.is_empty()]
        if not held:  # an empty folder is removed, so that nobody looks into it any more
            return any(os.path.isdir(folder.path) for folder in self._leavable)
        if self._is_sealing:
            return bool(self._key.known() if kept else self._key.for_writing())
        if held == [self._sealed]:
            return bool(self._key.for_reading() if kept else self._key.known())
        return True

    def gather(self) -> None:
        """Moves every session to where it is to be kept; the caller holds the store's lock.

        Of two copies, the one that lasts longer stays. What cannot be read stays where it is.
        Raises RolecallError where the system refuses to write.
        """
        own = self.folders[0]
        for folder in self.folders[1:]:
            if folder is self._sealed and not self._key.known():
                continue
            for name in folder.names():
                data = folder.read(name)
                moved, kept = record.read(data, name), record.read(own.read(name), name)
                if data is None or moved is None:
                    continue
                if record.latest((kept, moved)) is kept or own.write(name, data):
                    folder.remove(name)
        for folder in self._leavable:
            with suppress(OSError):  # it is not there, or not empty
                os.rmdir(folder.path)

    def forget_key(self) -> None:
        """Removes the key from the runtime folder; the keyring keeps it."""
        self._key.forget()
