"""Whose a file is that we are to change, and what a change does to its names and mode."""

import os
import stat
import sys

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text


def resolved(path: str) -> str:
    """Returns the path without symbolic links. Raises Refused where they form a loop."""
    real = os.path.realpath(path)
    if os.path.islink(real):
        raise Refused(f"The symbolic links of {safe_text(path)} form a loop.", "Fix them.")
    return real


def existing_folder(real: str) -> str:
    """Returns the folder of a file, or its nearest ancestor that exists."""
    folder = os.path.dirname(real)
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder


def foreign_owner(real: str) -> tuple[str, int] | None:
    """Returns the file, or for root the folder it would come to, and the other user who owns it.

    None where writing it changes nothing of somebody else's. Under sudo with the user's HOME, root
    would make files that the user cannot change.
    """
    if sys.platform == "win32":
        return None
    try:
        owner = os.stat(real).st_uid
        return None if owner == os.geteuid() else (real, owner)
    except OSError:
        if os.geteuid() != 0:
            return None
    folder = existing_folder(real)
    owner = os.stat(folder).st_uid
    return None if owner == 0 else (folder, owner)


def refuse_foreign(real: str, hint: str = "") -> None:
    """Raises Refused where `foreign_owner` finds another user, with `hint` for a file of theirs."""
    if (found := foreign_owner(real)) is None:
        return
    place, owner = found
    raise Refused(
        f"{safe_text(place)} belongs to another user (uid {owner}).",
        hint if hint and place == real else "Run this as that user, without sudo.",
    )


def change_notes(real: str) -> tuple[str, ...]:
    """Returns what is worth a warning when a file is replaced: open to others, hard links."""
    if sys.platform == "win32":
        return ()
    try:
        found = os.stat(real)
    except OSError:
        return ()
    notes: list[str] = []
    if (mode := stat.S_IMODE(found.st_mode)) & 0o077:
        notes.append(f"{safe_text(real)} is open to others (mode {mode:04o}); it becomes 0600.")
    if found.st_nlink > 1:
        notes.append(
            f"{safe_text(real)} has {found.st_nlink} names (hard links); "
            "only this one gets the change."
        )
    return tuple(notes)
