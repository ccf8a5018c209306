"""A home with a runtime folder, and stores in it with one setting or another."""

import os
from collections.abc import Mapping
from pathlib import Path

from rolecall.core.files.own_files import write_own
from rolecall.core.paths import paths_from
from rolecall.sessions.store import SessionStore
from rolecall.signin.schemes.shared_logins import places_of


class Home:
    """The files of one user. `env` is all that a store reads of the environment."""

    def __init__(self, folder: Path, env: Mapping[str, str] = {}) -> None:
        self.home, self.runtime = folder / "home", folder / "runtime"
        self.home.mkdir(exist_ok=True)
        self.runtime.mkdir(mode=0o700, exist_ok=True)
        self.env = {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.runtime), **env}
        self.paths = paths_from(self.env)

    def cache_key(self, key: bytes = b"k" * 32) -> None:
        """Have the key in the runtime folder, as after asking the keyring."""
        write_own(self.paths.session_key, key)

    def store(self, where: str) -> SessionStore:
        """Open the store as a new process with this setting does."""
        paths = self.paths
        return SessionStore(paths.sessions_folder, (), places_of(paths, where, self.env))

    def files(self, folder: str) -> list[Path]:
        """The files of sessions in one of the places, without locks."""
        found = Path(folder).glob("*") if os.path.isdir(folder) else ()
        return sorted(path for path in found if not path.name.endswith("lock"))


def found_in(folder: Path, *canaries: str) -> list[str]:
    """The files below a folder that hold one of these texts."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(canary.encode() in path.read_bytes() for canary in canaries)
    ]
