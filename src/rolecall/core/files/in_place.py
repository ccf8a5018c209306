"""Crash-safe overwriting of a file that cannot be replaced, such as a file mounted in a container.

rename(2) onto a mount point fails with EBUSY (EXDEV on some file systems), so the file is written
in place. Until that is complete and synced, private copies of the old and the new content lie
beside it. If the writer is killed meanwhile, `restored` returns the old content to our readers, and
`recover`, which the next writer calls first, writes it back.
"""

import errno
import os
from contextlib import suppress
from itertools import islice, zip_longest

from rolecall.core.errors import RolecallError
from rolecall.core.files.locks import locked
from rolecall.core.files.private_files import (
    LONGEST,
    read_bytes,
    sweep_orphans,
    sync_folder,
    write_private,
)
from rolecall.core.safe_text import safe_text

_PATIENCE = 2.0  # seconds to wait for a write in progress
_CANNOT_RENAME = (errno.EBUSY, errno.EXDEV)
_BINARY = getattr(os, "O_BINARY", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def replace_or_overwrite(temporary: str, path: str) -> None:
    """Replaces `path` with the file `temporary`; a mount point is overwritten instead.

    The caller holds the lock of `path`. Raises OSError, after which nothing has changed, or
    RolecallError, which names the copy, where the old content could not be written back.
    """
    try:
        os.replace(temporary, path)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        _overwrite(temporary, path)


def restored(path: str, data: bytes, longest: int = LONGEST) -> bytes:
    """Returns the content of a file from before an interrupted or running write, if there is one.

    `data`, its current content, is returned otherwise.
    """
    copies = _copies(path, longest)
    return copies[0] if copies and _is_torn(data, *copies) else data


def recover_if_torn(path: str) -> None:
    """Undoes an interrupted write, if there is one. Does nothing where that fails."""
    with suppress(RolecallError), locked(path, patience=_PATIENCE):
        copies = _copies(path, LONGEST)
        if copies and _is_torn(read_bytes(path) or b"", *copies):
            recover(path)


def recover(path: str, longest: int = LONGEST) -> tuple[str, ...]:
    """Undoes an interrupted write and removes its copies; returns notes for the user.

    The caller holds the lock of `path`. If others have written the file since, their content stays
    and the copy of the old content is kept. Raises RolecallError where the system refuses.
    """
    before, after = _sides(path)
    notes: tuple[str, ...] = ()
    if copies := _copies(path, longest):
        data = read_bytes(path, longest) or b""
        if _is_torn(data, *copies):
            try:
                _write_over(path, copies[0])
            except OSError as error:
                raise _not_put_back(path, before) from error
        elif data not in copies:
            kept = f"{before}-{os.urandom(4).hex()}"
            os.rename(before, kept)
            notes = (
                f"A write of {safe_text(path)} was interrupted, and another program has written "
                f"it since; its earlier content is in {safe_text(kept)}.",
            )
    for side in (after, before):
        sweep_orphans(side)
        with suppress(OSError):
            os.unlink(side)
    return notes


def _overwrite(temporary: str, path: str) -> None:
    before, after = _sides(path)
    with open(path, "rb") as file:
        held = file.read()
    with open(temporary, "rb") as file:
        wanted = file.read()
    try:
        write_private(before, held)
        os.rename(temporary, after)
        sync_folder(os.path.dirname(path))
        try:
            _write_over(path, wanted)
        except BaseException:
            try:
                _write_over(path, held)  # it fitted on the disk before
            except OSError as error:
                raise _not_put_back(path, before) from error
            raise
    except OSError:
        _remove(after, before)
        raise
    _remove(after, before)


def _write_over(path: str, data: bytes) -> None:
    """Writes `data` over the file without truncating it first. Raises OSError."""
    opened = os.open(path, os.O_WRONLY | _NOFOLLOW | _BINARY)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(opened, left) :]
        os.ftruncate(opened, len(data))
        with suppress(OSError, AttributeError):  # some file systems, and Windows, have no modes
            os.fchmod(opened, 0o600)
        os.fsync(opened)
    finally:
        os.close(opened)


def _sides(path: str) -> tuple[str, str]:
    folder, name = os.path.split(os.path.abspath(path))
    start = os.path.join(folder, f".{name}.rolecall-")
    return f"{start}before", f"{start}after"


def _copies(path: str, longest: int) -> tuple[bytes, bytes] | None:
    """Returns the copies of the old and new content; None unless both exist: no write began."""
    before, after = _sides(path)
    if not os.path.lexists(before):
        return None
    held, wanted = (read_bytes(side, longest) for side in (before, after))
    return None if held is None or wanted is None else (held, wanted)


def _is_torn(data: bytes, held: bytes, wanted: bytes) -> bool:
    """Whether the data mixes both contents: it equals neither, but each byte is from one."""
    shortest, longest = sorted((len(held), len(wanted)))
    if data in (held, wanted) or not shortest <= len(data) <= longest:
        return False
    either = zip_longest(data, held, wanted, fillvalue=None)
    return all(byte in (old, new) for byte, old, new in islice(either, len(data)))


def _remove(*sides: str) -> None:
    for side in sides:
        with suppress(OSError):
            os.unlink(side)


def _not_put_back(path: str, before: str) -> RolecallError:
    return RolecallError(
        f"{safe_text(path)} was written only in part and could not be restored.",
        f"Its earlier content is in {safe_text(before)}.",
    )
