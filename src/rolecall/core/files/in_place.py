"""Writing a file that cannot be replaced: a mount point, as a container has of a single file.

rename(2) onto it fails with EBUSY (EXDEV on some file systems), so it is written over. Until it is
whole and synced, private copies of what it held and of what it is to hold lie beside it. Where a
writer is killed meanwhile, `restored` shows what the file held to those who read it in our way, and
`recover`, which the next writer calls first, puts that back.
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

_PATIENCE = 2.0  # seconds to wait for one that is going on
_CANNOT_RENAME = (errno.EBUSY, errno.EXDEV)
_BINARY = getattr(os, "O_BINARY", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def replace_or_overwrite(temporary: str, path: str) -> None:
    """Put the file `temporary` in the place of `path`, which may be a mount point.

    Only while holding the lock of `path`. Raises OSError, and then nothing was changed;
    RolecallError where what it held could not be put back, and where that lies.
    """
    try:
        os.replace(temporary, path)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        _overwrite(temporary, path)


def restored(path: str, data: bytes, longest: int = LONGEST) -> bytes:
    """What a file held before a write that is cut short or still going on; else `data` itself.

    `data` is what it holds now.
    """
    copies = _copies(path, longest)
    return copies[0] if copies and _is_torn(data, *copies) else data


def recover_if_torn(path: str) -> None:
    """Undo a write that was cut short, if there is one; where that cannot be done, nothing is."""
    with suppress(RolecallError), locked(path, patience=_PATIENCE):
        copies = _copies(path, LONGEST)
        if copies and _is_torn(read_bytes(path) or b"", *copies):
            recover(path)


def recover(path: str, longest: int = LONGEST) -> tuple[str, ...]:
    """Undo a write that was cut short; notes for the person. Only while holding the lock.

    What others have written since stays, and the copy of what was there before them is kept.
    Raises RolecallError where the system refuses.
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
                f"A write of {safe_text(path)} was cut short, and somebody else has written it "
                f"since; what it held before lies in {safe_text(kept)}.",
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
                _write_over(path, held)  # the disk had room for that before
            except OSError as error:
                raise _not_put_back(path, before) from error
            raise
    except OSError:
        _drop(after, before)
        raise
    _drop(after, before)


def _write_over(path: str, data: bytes) -> None:
    """Write the content where the old one lies, without emptying the file first; raises OSError."""
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
    """What the file held and is to hold; None unless both are there: then nothing was begun."""
    before, after = _sides(path)
    if not os.path.lexists(before):
        return None
    held, wanted = (read_bytes(side, longest) for side in (before, after))
    return None if held is None or wanted is None else (held, wanted)


def _is_torn(data: bytes, held: bytes, wanted: bytes) -> bool:
    """Whether this is neither of the two, but each byte of it comes from one of them."""
    shortest, longest = sorted((len(held), len(wanted)))
    if data in (held, wanted) or not shortest <= len(data) <= longest:
        return False
    either = zip_longest(data, held, wanted, fillvalue=None)
    return all(byte in (old, new) for byte, old, new in islice(either, len(data)))


def _drop(*sides: str) -> None:
    for side in sides:
        with suppress(OSError):
            os.unlink(side)


def _not_put_back(path: str, before: str) -> RolecallError:
    return RolecallError(
        f"{safe_text(path)} could be written in part only, and not be put back.",
        f"What it held lies in {safe_text(before)}.",
    )
