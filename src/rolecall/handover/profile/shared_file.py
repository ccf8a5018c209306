"""Reads and atomically replaces a file that all AWS tools share, with mode 0600 at most."""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from rolecall.core.errors import Refused
from rolecall.core.files.before_writing import (
    change_notes,
    existing_folder,
    refuse_foreign,
    resolved,
)
from rolecall.core.files.file_errors import system_error
from rolecall.core.files.in_place import recover, replace_or_overwrite, restored
from rolecall.core.files.locks import locked
from rolecall.core.files.private_files import read_bytes, sweep_orphans, write_private
from rolecall.core.process.clock import epoch_seconds, ticks
from rolecall.core.safe_text import safe_text

_LONGEST = 64 * 1024 * 1024  # bytes
_SETTLE = 0.02  # seconds between two reads that must agree
_SETTLE_EMPTY = 0.2  # the same for an empty file: some tools truncate it before they write
_QUIET = 1.0  # seconds since the last write after which no program is in the middle of writing
_GIVE_UP = 2.0  # seconds of writing by other programs until we refuse


class SharedFile(NamedTuple):
    """A snapshot of a file; `path` has symbolic links resolved, `notes` are worth a warning."""

    path: str
    data: bytes | None  # None: it does not exist yet
    mode: int
    written: float  # time of the last write, in seconds since the epoch; 0 if none
    notes: tuple[str, ...]


class _ChangedMeanwhile(Exception):
    """Another program wrote the file between our reading and replacing it."""


def read_for_writing(path: str) -> SharedFile:
    """Read a shared file, and raise what writing it would raise; changes nothing.

    Raises Refused for a read-only file, another user's file or folder, and a loop of symbolic
    links; RolecallError for a folder in which no file can be created; ConfigError for anything but
    a regular file.
    """
    if path == os.devnull:
        raise Refused(
            "There is no file to write: its variable is empty or names the null device.",
            "Try: unset AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE",
        )
    real = resolved(path)
    try:
        found = os.stat(real)
    except FileNotFoundError:
        folder = existing_folder(real)
        _refuse_unexpanded(folder, real)
        refuse_foreign(real)
        _refuse_unwritable(folder, real)
        return SharedFile(real, None, 0o600, 0, ())
    except OSError as error:
        raise system_error(error, path, "read") from error
    data = read_bytes(real, _LONGEST)
    if data is not None:
        data = restored(real, data, _LONGEST)
    if sys.platform == "win32":
        return SharedFile(real, data, 0o600, found.st_mtime, ())
    mode = stat.S_IMODE(found.st_mode)
    refuse_foreign(
        real, "Run this as that user, or name another file with AWS_SHARED_CREDENTIALS_FILE."
    )
    if not mode & stat.S_IWUSR:
        raise Refused(
            f"{safe_text(real)} is read-only (mode {mode:04o}); nothing was changed.",
            f"To let Rolecall write it: chmod 600 {safe_text(real)}",
        )
    _refuse_unwritable(existing_folder(real), real)  # for the lock and the temporary file
    _refuse_unwritable(real, real)  # a mount point is written in place, and may be read-only
    return SharedFile(real, data, mode, found.st_mtime, change_notes(real))


def read(path: str) -> bytes:
    """The content of a shared file, whatever its owner and mode; empty if it does not exist.

    Raises RolecallError if the system refuses, and ConfigError for anything but a regular file.
    """
    # The null device in the file's variable means that there is no such file.
    if path == os.devnull:
        return b""
    return restored(os.path.realpath(path), read_bytes(path, _LONGEST) or b"", _LONGEST)


def rewrite(
    path: str,
    edit: Callable[[bytes], bytes | None],
    on_wait: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """Replace a shared file's content by the result of `edit`; returns notes worth a warning.

    `edit` may be called more than once; if it returns None or raises, the file stays unchanged. A
    symbolic link stays one, and a mount point is written in place. `on_wait` is called with a
    message while the lock is awaited. Raises Refused if other programs keep writing the file, and
    RolecallError if the lock is not available or the system refuses.
    """
    real = read_for_writing(path).path
    with locked(real, on_wait=on_wait):
        sweep_orphans(real)
        cut_short = recover(real, _LONGEST)
        give_up = ticks() + _GIVE_UP
        while True:
            found = _settled(real, give_up)
            before = found.data or b""
            after = edit(before)
            if after is None:
                return cut_short
            if after == before and not found.mode & 0o077:
                return found.notes + cut_short

            def require_unchanged(seen: SharedFile = found) -> None:
                if read_for_writing(real) != seen:
                    raise _ChangedMeanwhile

            try:
                write_private(real, after, require_unchanged, replace_or_overwrite)
            except _ChangedMeanwhile:
                _refuse_when(give_up, real)
                continue
            if not _is_overwritten(real, after, found.written):
                return found.notes + cut_short
            _refuse_when(give_up, real)


def _settled(real: str, give_up: float) -> SharedFile:
    """Read the file until two reads agree, since other tools truncate it and then write."""
    found = read_for_writing(real)
    while True:
        if epoch_seconds() - found.written < _QUIET:
            time.sleep(_SETTLE_EMPTY if found.data == b"" else _SETTLE)
        again = read_for_writing(real)
        if again == found:
            return found
        found = again
        _refuse_when(give_up, real)


def _is_overwritten(real: str, after: bytes, written: float) -> bool:
    """Whether another program, which had read the old content, has overwritten ours with it.

    Other tools take no lock. Checked only if the file was written shortly before.
    """
    if epoch_seconds() - written > _GIVE_UP:
        return False
    time.sleep(_SETTLE)
    return read_for_writing(real).data != after


def _refuse_when(give_up: float, real: str) -> None:
    if ticks() > give_up:
        raise Refused(
            f"Another program keeps writing {safe_text(real)}; nothing was changed.",
            "Try again when it has finished.",
        )


def _refuse_unexpanded(folder: str, real: str) -> None:
    """Raise Refused for a folder that is surely a mistake, such as one called `$HOME`."""
    missing = os.path.relpath(os.path.dirname(real), folder).split(os.sep)
    for part in missing:
        if part.startswith("~") or "$" in part:
            raise Refused(
                f"{safe_text(real)}: there is no folder {safe_text(part)}, which looks like a "
                "variable or a user that is not known; nothing was changed.",
                "Correct AWS_SHARED_CREDENTIALS_FILE or AWS_CONFIG_FILE.",
            )


def _refuse_unwritable(folder: str, real: str) -> None:
    if sys.platform == "win32":
        return
    effective = os.access in os.supports_effective_ids
    needed = os.W_OK | os.X_OK if os.path.isdir(folder) else os.W_OK
    if not os.access(folder, needed, effective_ids=effective):
        mounted_so = os.statvfs(folder).f_flag & os.ST_RDONLY
        refused = OSError(errno.EROFS if mounted_so else errno.EACCES, "")
        raise system_error(refused, real, "written", "; nothing was changed")
