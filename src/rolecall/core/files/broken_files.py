"""Backups of damaged files before they are overwritten: `state.toml.broken-1`, -2 and so on."""

import os
from contextlib import suppress

from rolecall.core.files.private_files import write_private

MOST = 9  # backups of one file; the newest are kept


def back_up(path: str, data: bytes) -> None:
    """Writes `data`, the content of the damaged file at `path`, to a backup beside it.

    Only the MOST newest backups are kept. Raises RolecallError where the system refuses to write.
    """
    before = _numbers(path)
    write_private(next_backup(path), data)
    for number in before[: -MOST + 1]:
        with suppress(OSError):
            os.unlink(f"{path}.broken-{number}")


def next_backup(path: str) -> str:
    """Returns the path of the next backup of `path`."""
    return f"{path}.broken-{max(_numbers(path), default=0) + 1}"


def _numbers(path: str) -> list[int]:
    folder, start = os.path.dirname(path), f"{os.path.basename(path)}.broken-"
    try:
        ends = [name[len(start) :] for name in os.listdir(folder) if name.startswith(start)]
    except OSError:
        return []
    return sorted(int(end) for end in ends if end.isdecimal() and end.isascii() and len(end) < 10)
