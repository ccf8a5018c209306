"""Small files, read and written so that a crash, a full disk or a neighbour cannot tear them."""

import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from rolecall.core.errors import Cancelled, ConfigError, Refused, RolecallError
from rolecall.core.file_errors import system_error
from rolecall.core.notices import tell
from rolecall.core.safe_text import safe_text

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Stamp = tuple[int, ...]

_QUIET = 1.0  # seconds of waiting before anybody is told
_PAUSE = 0.01  # seconds between two attempts
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


class _Wait:
    """A wait for a lock."""

    is_told = False
    is_over = False


_waits: set[_Wait] = set()


def stop_waiting() -> bool:
    """End every stoppable wait that was told, with Cancelled; says whether there was one.

    For the picker's Escape: its waits are in threads, where no ctrl+c arrives.
    """
    waits = list(_waits)
    for wait in waits:
        wait.is_over = True
    return bool(waits)


@contextmanager
def locked(
    path: str,
    patience: float = 10.0,
    on_wait: Callable[[str], None] | None = None,
    quiet: float = _QUIET,
    *,
    stoppable: bool = False,
) -> Iterator[None]:
    """Hold the exclusive lock that belongs to `path`, across processes and threads.

    The lock is on a side file, `.NAME.rolecall-lock`, which stays; the system lets go of it when
    its holder dies. After `quiet` seconds `on_wait`, or else whoever hears notices, gets one line.
    From then on `stop_waiting` ends the wait, unless the caller has a callback of its own and does
    not say that it is `stoppable`. Where one holder keeps it for `patience` seconds, a
    RolecallError names that process; a queue that moves is waited in.
    Raises Cancelled when it is stopped.
    """
    opened = _open_side_file(path)
    wait = _Wait()
    try:
        began = taken = time.monotonic()
        turn = -1
        while not _take(opened, path):
            if wait.is_over:
                raise Cancelled("Stopped waiting; nothing was changed.")
            now = time.monotonic()
            if turn != (turn := os.fstat(opened).st_mtime_ns):  # each holder writes its pid there
                taken = now
            if now - taken >= patience:
                holder = _holder(opened)
                raise RolecallError(
                    f"{safe_text(path)} is held by {holder}; nothing was changed.",
                    f"Try again when {holder} has ended.",
                )
            if not wait.is_told and now - began >= quiet:
                wait.is_told = True
                if stoppable or on_wait is None:
                    _waits.add(wait)
                (on_wait or tell)(f"Waiting for {_holder(opened)}, which holds {safe_text(path)}.")
            time.sleep(_PAUSE)
        _waits.discard(wait)
        with suppress(OSError):  # the disk may be full: the lock holds without a name too
            os.ftruncate(opened, 0)
            os.lseek(opened, 0, os.SEEK_SET)
            os.write(opened, str(os.getpid()).encode())
        yield
    finally:
        _waits.discard(wait)
        os.close(opened)  # lets go of the lock


def _open_side_file(path: str) -> int:
    folder, name = os.path.split(os.path.abspath(path))
    side = os.path.join(folder, f".{name}.rolecall-lock")
    try:
        make_private_folder(folder)
        opened = os.open(side, os.O_RDWR | os.O_CREAT | _NOFOLLOW | _NONBLOCK | _BINARY, 0o600)
    except OSError as error:
        if os.path.islink(side):
            raise Refused(
                f"The lock {safe_text(side)} is a symbolic link.", "Remove it."
            ) from error
        raise system_error(error, path, "locked", "; nothing was changed") from error
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise Refused(f"The lock {safe_text(side)} is not a regular file.", "Remove it.")
    return opened


def _take(opened: int, path: str) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(opened, 1 << 20, os.SEEK_SET)  # a locked byte cannot be read, the pid must be
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        else:
            # flock, not lockf: two threads of one process must exclude each other as well.
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # held: POSIX says the first, Windows the second
        return False
    except OSError as error:
        raise system_error(error, path, "locked", "; nothing was changed") from error
    return True


def _holder(opened: int) -> str:
    os.lseek(opened, 0, os.SEEK_SET)
    pid = os.read(opened, 20)
    return f"process {pid.decode()}" if pid.isdigit() else "another process"
