"""Session files sealed with the key of the system keyring; in this process's memory without it."""

from rolecall.core.files.own_files import OwnFolder
from rolecall.sessions.places.sealing import opened, sealed
from rolecall.sessions.places.session_key import SessionKey

_LONGEST_SESSION = 36 * 3600  # seconds; STS GetSessionToken: DurationSeconds


class SealedFolder(OwnFolder):
    """The sealed files. Nothing is ever written to them, or elsewhere, in clear text.

    What cannot be sealed is held in memory, and is gone when the process ends.
    """

    def __init__(self, path: str, names: str, key: SessionKey, *, longest: int, depth: int) -> None:
        super().__init__(path, names, ".sealed", longest=2 * longest, depth=depth)
        self._key = key
        self._unsealed: dict[str, bytes] = {}
        self._changes = 0  # of what is in memory

    def names(self) -> list[str]:
        return sorted({*super().names(), *self._unsealed})

    def is_empty(self) -> bool:
        return not self._unsealed and super().is_empty()

    def read(self, name: str) -> bytes | None:
        if name in self._unsealed:
            return self._unsealed[name]
        content = super().read(name)
        key = self._key.for_reading() if content else b""
        return opened(key, name, content) if key and content else None

    def write(self, name: str, data: bytes) -> bool:
        """Seals a file; remembers it for this process where no key is known."""
        if (key := self._key.known()) and super().write(name, sealed(key, name, data)):
            self._unsealed.pop(name, None)
            return True
        self._unsealed[name] = data
        self._changes += 1
        return False

    def remove(self, name: str) -> bool:
        was_held = self._unsealed.pop(name, None) is not None
        self._changes += was_held
        return super().remove(name) or was_held

    def sweep(self, before: float | None = None) -> None:
        """Also removes what nobody can open any more, once nothing in it can be valid."""
        super().sweep(before)
        for name in super().names() if before is not None else ():
            written = self.written_at(name)
            if before is not None and written and written + _LONGEST_SESSION < before:
                self.remove(name)

    def changed_at(self) -> float:
        return super().changed_at() + self._changes
