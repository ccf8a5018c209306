"""The notes of hand-overs that leave no trace of their own: to the clipboard, to the console.

Profiles and shells can be read for the keys that they hold; a clipboard cannot. The notes are in a
file beside the sessions, by access key id, for as long as the sessions last.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import own_lock, read_own, write_own
from rolecall.core.files.private_files import sweep_orphans
from rolecall.core.model import ACCESS_KEY_ID, RoleSession, parse_rfc3339, rfc3339
from rolecall.core.paths import Paths

CLIPBOARD, CONSOLE = "clipboard", "console"
_LARGEST = 512 * 1024  # bytes
_MOST = 20  # notes of one session that are worth keeping


class Handed(NamedTuple):
    """One hand-over; `at` is an aware UTC datetime."""

    what: str
    at: datetime


class _Notes(NamedTuple):
    until: datetime
    handed: tuple[Handed, ...]


def note_handed(paths: Paths, session: RoleSession, what: str, at: datetime) -> None:
    """Note that a session was handed to something (`clipboard`) at a moment.

    The last time counts. Raises RolecallError where the system refuses to write.
    """
    key_id = session.credentials.access_key_id
    path = paths.handed_over
    with own_lock(path):
        notes = {key: note for key, note in _read(path).items() if note.until > at}
        before = notes[key_id].handed if key_id in notes else ()
        others = tuple(one for one in before if one.what != what)
        handed = (*others, Handed(what, at.replace(microsecond=0)))[-_MOST:]
        notes[key_id] = _Notes(session.credentials.expiration, handed)
        _write(path, notes)


def handed(paths: Paths) -> Mapping[str, tuple[Handed, ...]]:
    """The hand-overs noted, by access key id, the latest last; none where they cannot be read."""
    return {key_id: note.handed for key_id, note in _read(paths.handed_over).items()}


def forget_handed(paths: Paths, key_ids: Iterable[str]) -> None:
    """Forget the notes of these sessions. Raises RolecallError where the system refuses."""
    path = paths.handed_over
    gone = set(key_ids)
    if not gone & _read(path).keys():
        return
    with own_lock(path):
        _write(path, {key: note for key, note in _read(path).items() if key not in gone})


def _read(path: str) -> dict[str, _Notes]:
    try:
        found = json.loads(read_own(path, _LARGEST) or b"{}")
    except (RolecallError, ValueError, RecursionError):
        return {}
    notes = {}
    for key_id, note in found.items() if isinstance(found, dict) else ():
        try:
            until = parse_rfc3339(note["until"])
            pairs = [Handed(_name(what), parse_rfc3339(at)) for what, at in note["handed"]]
        except (ValueError, TypeError, KeyError):
            continue
        if ACCESS_KEY_ID.fullmatch(key_id):
            notes[key_id] = _Notes(until, tuple(pairs[-_MOST:]))
    return notes


def _name(found: object) -> str:
    if not isinstance(found, str) or len(found) > 100:
        raise ValueError
    found.encode()  # half a character, as JSON can spell it, can be written nowhere
    return found


def _write(path: str, notes: Mapping[str, _Notes]) -> None:
    record = {
        key_id: {
            "until": rfc3339(note.until),
            "handed": [[one.what, rfc3339(one.at)] for one in note.handed],
        }
        for key_id, note in notes.items()
    }
    if write_own(path, json.dumps(record, indent=1).encode()):
        sweep_orphans(path)
