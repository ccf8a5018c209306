"""Small files, read and written so that a crash, a full disk or a neighbour cannot tear them."""

import os
import re
import stat
import sys
from collections.abc import Callable
from contextlib import suppress

from rolecall.core.errors import ConfigError
from rolecall.core.files.file_errors import system_error
from rolecall.core.safe_text import safe_text

if sys.platform == "win32":
    pass
else:
    pass

Stamp = tuple[int, ...]

LONGEST = 4 * 1024 * 1024  # bytes; none of our own files comes near
# Windows lacks the first two, POSIX the third.
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def read_bytes(path: str, longest: int = LONGEST) -> bytes | None:
    """The content of a regular file, None where there is none; never waits for a pipe or device.

    Raises ConfigError for what is no regular file or longer than `longest` bytes, RolecallError
    where the system refuses.
    """
    try:
        # O_NONBLOCK: opening a FIFO that nobody writes to would hang.
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
    """What changes when a file does: inode, nanoseconds of its last change, bytes; () for none."""
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
    """Put `data` at `path` whole or not at all, mode 0600, in folders of mode 0700.

    `before_replace` runs when everything is on the disk but the name; what it raises leaves the
    old file as it was. `replace` gives the new file that name. Raises RolecallError where the
    system refuses.
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
                _write_all(opened, data)
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
    """Remove what killed writers of `path` left beside it; only while holding its lock."""
    folder, name = os.path.split(os.path.abspath(path))
    ours = re.compile(re.escape(f".{name}.rolecall-") + r"[0-9]+-[0-9a-f]{16}")
    with suppress(OSError):
        for entry in os.listdir(folder):
            if ours.fullmatch(entry):
                os.unlink(os.path.join(folder, entry))


def make_private_folder(folder: str) -> None:
    """Make a folder and what is missing above it, all 0700; raises OSError."""
    if os.path.isdir(folder):
        return
    make_private_folder(os.path.dirname(folder))
    with suppress(FileExistsError):  # a neighbour was quicker
        os.mkdir(folder, 0o700)


def _write_all(opened: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(opened, left) :]


def sync_folder(folder: str) -> None:
    """Have the names in a folder on the disk, where the system can do that."""
    # Some file systems and Windows cannot: the file itself is whole by then.
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
