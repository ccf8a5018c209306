"""Other programs that the tests use, installed once into the user's cache folder."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

PATIENCE = 240.0  # seconds for 70 MB
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")  # before a test's HOME


def installed_once(name: str, install: Callable[[Path], None]) -> Path:
    """Returns the folder `name`, which `install` fills unless it is there already.

    Several test processes may want it. What `install` raises leaves nothing behind, so that a
    skipped test tries again the next time.
    """
    folder = _CACHE / "rolecall-tests" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(partly := folder.parent / f"{name}.part", ignore_errors=True)
            partly.mkdir()
            install(partly)
            partly.rename(folder)
    return folder
