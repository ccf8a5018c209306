"""Reading and atomic writing of small files with mode 0600.

A crash, a full disk or a second process never leaves a file half written.
"""

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress

from rolecall.core.errors import ConfigError
from rolecall.core.files.file_errors import system_error
from rolecall.core.files.whole_writes import write_whole
from rolecall.core.process.inputs import note_file
from rolecall.core.safe_text import safe_text

Stamp = tuple[int, ...]

LONGEST = 4 * 1024 * 1024  # bytes; our own files are far smaller
# Windows lacks the first two, POSIX the third.
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def read_bytes(path: str, longest: int = LONGEST) -> bytes | None:
    """Returns the content of a regular file; None where there is none. Never blocks on a pipe.

    Raises ConfigError where it is no regular file or longer than `longest` bytes, RolecallError
    where the system refuses.
    """
    note_file(path)
    try:
        # O_NONBLOCK: opening a FIFO without a writer would hang.
        opened = os.open(path, os.O_RDONLY | _NONBLOCK | _BINARY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise system_error(error, path, "read") from error
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise ConfigError(f"{safe_text(path)} is not a regular file.", "Name a plain file.")
        chunks: list[bytes] = []
        left = longest + 1
        while left > 0 and (chunk := os.read(opened, left)):
            chunks.append(chunk)
            left -= len(chunk)
    except OSError as error:
        raise system_error(error, path, "read") from error
    finally:
        os.close(opened)
    if left <= 0:
        size = f"{longest // 1024} KiB"
        raise ConfigError(f"{safe_text(path)} is larger than {size}.", "Is it the right file?")
    return b"".join(chunks)


def stamp_of(path: str) -> Stamp:
    """Returns inode, modification time in ns and size, which change with the file; () for none."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def write_private(
    path: str,
    data: bytes,
    before_replace: Callable[[], None] | None = None,
    replace: Callable[[str, str], None] = os.replace,
) -> None:
    """Writes `data` to `path` atomically, mode 0600; missing folders are created with mode 0700.

    `before_replace` is called when the data is on disk and only the rename is left; if it raises,
    the old file stays. `replace` renames the temporary file. Raises RolecallError where the system
    refuses.
    """
    folder, name = os.path.split(os.path.abspath(path))
    temporary = os.path.join(folder, f".{name}.rolecall-{os.getpid()}-{os.urandom(8).hex()}")
    try:
        make_private_folder(folder)
        opened = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY, 0o600
        )
        try:
            try:
                write_whole(opened, data)
                os.fsync(opened)
            finally:
                os.close(opened)
            if before_replace is not None:
                before_replace()
            replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise system_error(error, path, "written", "; nothing was changed") from error
    sync_folder(folder)


def sweep_orphans(path: str) -> None:
    """Removes the temporary files of killed writers of `path`. The caller holds its lock."""
    folder, name = os.path.split(os.path.abspath(path))
    ours = re.compile(re.escape(f".{name}.rolecall-") + r"[0-9]+-[0-9a-f]{16}")
    with suppress(OSError):
        for entry in os.listdir(folder):
            if ours.fullmatch(entry):
                os.unlink(os.path.join(folder, entry))


def make_private_folder(folder: str) -> None:
    """Creates a folder and its missing parents with mode 0700. Raises OSError."""
    if os.path.isdir(folder):
        return
    make_private_folder(os.path.dirname(folder))
    with suppress(FileExistsError):  # another process was quicker
        os.mkdir(folder, 0o700)


def sync_folder(folder: str) -> None:
    """Syncs a folder's entries to disk, where the system supports that."""
    # Some file systems and Windows do not; the file itself is synced by then.
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
