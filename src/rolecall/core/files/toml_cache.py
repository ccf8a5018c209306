"""A cache of parsed TOML: the tables are stored as JSON, keyed by the digest of the text.

Importing tomllib takes a tenth of the time in which a held session is handed over, and the same two
files are read each time. Each entry starts with a digest of its own: a damaged entry, or one that
is not ours, is ignored.
"""

import json
import os
from contextlib import suppress
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import read_own, write_own
from rolecall.core.process.sha256 import sha256_hex

Tables = dict[str, Any]

_LARGEST = 4 * 1024 * 1024  # bytes of one entry
_MOST = 8  # entries; those of older texts are never read again
_DEPTH = 2  # the folder, and the cache folder above it

_folder = ""
_fresh: dict[str, Tables] = {}  # parsed in this process, by the digest of the text


def use_cache_folder(cache_folder: str) -> None:
    """Sets the cache folder; until then nothing is cached."""
    global _folder
    _folder = os.path.join(cache_folder, "parsed")


def loads(text: str) -> Tables:
    """Parses a TOML text. Raises ValueError (tomllib.TOMLDecodeError) or RecursionError."""
    if not text.strip():
        return {}
    digest = sha256_hex(text.encode())
    kept = _read(digest)
    if kept is not None:
        return kept
    import tomllib  # deferred: see above

    tables = _fresh[digest] = tomllib.loads(text)
    return tables


def save_parsed() -> None:
    """Writes what was parsed in this process to the cache. Never raises."""
    for digest, tables in _fresh.items() if _folder else ():
        with suppress(RolecallError, ValueError, TypeError, RecursionError, OSError):
            written = json.dumps(tables)
            if json.loads(written) != tables:  # nan does not equal itself
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
    """Removes all but the _MOST newest entries."""
    found = [entry for entry in os.scandir(_folder) if entry.name.endswith(".json")]
    found.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in found[_MOST:]:
        os.unlink(entry.path)
