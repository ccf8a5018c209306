"""TOML parsed once: its tables are kept as JSON for as long as the text is the same.

Importing tomllib takes a tenth of the time in which a held session is handed out, and the same two
files are read each time. What is kept goes by the digest of the text, and carries one of its own: a
file that is damaged, or not ours, is the same as none.
"""

import json
import os
from contextlib import suppress
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import read_own, write_own
from rolecall.core.process.sha256 import sha256_hex

Tables = dict[str, Any]

_LARGEST = 4 * 1024 * 1024  # bytes of one file
_MOST = 8  # files that are kept: those of other texts are of no more use
_DEPTH = 2  # the folder, and the cache folder above it

_folder = ""
_fresh: dict[str, Tables] = {}  # parsed in this run, by the digests of their texts


def use_cache_folder(cache_folder: str) -> None:
    """Use what is kept below this folder from now on."""
    global _folder
    _folder = os.path.join(cache_folder, "parsed")


def loads(text: str) -> Tables:
    """The tables of a TOML text. Raises ValueError (tomllib.TOMLDecodeError), RecursionError."""
    digest = sha256_hex(text.encode())
    kept = _read(digest)
    if kept is not None:
        return kept
    import tomllib  # deferred: see above

    tables = _fresh[digest] = tomllib.loads(text)
    return tables


def save_parsed() -> None:
    """Keep what was parsed in this run, for the next ones. Never raises."""
    for digest, tables in _fresh.items() if _folder else ():
        with suppress(RolecallError, ValueError, TypeError, RecursionError, OSError):
            written = json.dumps(tables)
            if json.loads(written) != tables:  # a float that is no number
                continue
            record = f"{sha256_hex(written.encode())} {written}"
            if write_own(_path(digest), record.encode(), depth=_DEPTH):
                _sweep()
    _fresh.clear()


def _read(digest: str) -> Tables | None:
    if not _folder or not os.path.exists(_path(digest)):
        return None
    try:
        data = read_own(_path(digest), _LARGEST, depth=_DEPTH)
        proof, _, written = (data or b"").decode().partition(" ")
        found = json.loads(written) if proof == sha256_hex(written.encode()) else None
    except (RolecallError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _path(digest: str) -> str:
    return os.path.join(_folder, f"{digest[:40]}.json")


def _sweep() -> None:
    """Leave the newest files alone."""
    found = [entry for entry in os.scandir(_folder) if entry.name.endswith(".json")]
    found.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in found[_MOST:]:
        os.unlink(entry.path)
