"""Exclusive file locks across processes and threads; the system releases a dead holder's lock."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from rolecall.core.errors import Cancelled, Refused, RolecallError
from rolecall.core.files.file_errors import system_error
from rolecall.core.notices import post_notice
from rolecall.core.process.clock import ticks
from rolecall.core.safe_text import safe_text

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
from rolecall.core.files.private_files import _BINARY, _NOFOLLOW, _NONBLOCK, make_private_folder

_QUIET = 1.0  # seconds of waiting before a notice is posted
_PAUSE = 0.01  # seconds between two attempts


class _Wait:
    """A wait for a lock: whether a notice about it was posted, and whether it was stopped."""

    is_announced = False
    is_stopped = False


_waits: set[_Wait] = set()


def stop_waiting() -> bool:
    """Stops every announced, stoppable wait, which then raises Cancelled; whether there was one.

    For Escape in the picker, whose waits run in threads that ctrl+c does not interrupt.
    """
    waits = list(_waits)
    for wait in waits:
        wait.is_stopped = True
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
    """Holds the exclusive lock of `path`, across processes and threads.

    The lock is on a side file, `.NAME.rolecall-lock`, which is never removed. After `quiet` seconds
    of waiting, one line is passed to `on_wait`, or posted as a notice where that is None. From then
    on `stop_waiting` can stop the wait, if it has no `on_wait` or is `stoppable`. Raises Cancelled
    when stopped, and RolecallError, which names the process, where the same holder keeps the lock
    for `patience` seconds: each new holder starts that time anew.
    """
    opened = _open_side_file(path)
    wait = _Wait()
    try:
        began = taken = ticks()
        turn = -1
        while not _take(opened, path):
            if wait.is_stopped:
                raise Cancelled("Stopped waiting; nothing was changed.")
            now = ticks()
            if turn != (turn := os.fstat(opened).st_mtime_ns):  # each holder writes its pid there
                taken = now
            if now - taken >= patience:
                holder = _holder(opened)
                raise RolecallError(
                    f"{safe_text(path)} is locked by {holder}; nothing was changed.",
                    f"Try again when {holder} has ended.",
                )
            if not wait.is_announced and now - began >= quiet:
                wait.is_announced = True
                if stoppable or on_wait is None:
                    _waits.add(wait)
                (on_wait or post_notice)(
                    f"Waiting for {_holder(opened)}, which has locked {safe_text(path)}."
                )
            time.sleep(_PAUSE)
        _waits.discard(wait)
        _sign(opened)
        yield
    finally:
        _waits.discard(wait)
        os.close(opened)  # releases the lock


class Claim:
    """The exclusive lock of `path`, tried for without waiting. Raises RolecallError as `locked`.

    `note` is written beside the holder's process id, for who meets the lock. The system releases
    the lock of a process that has died.
    """

    def __init__(self, path: str, note: str = "") -> None:
        self._path = path
        self._note = note
        self._opened = _open_side_file(path)
        self._is_held = False

    def take(self) -> bool:
        """Takes the lock if nobody else has it; returns whether it is held here."""
        if not self._is_held and _take(self._opened, self._path):
            self._is_held = True
            _sign(self._opened, self._note)
        return self._is_held

    @property
    def holder(self) -> tuple[int, str]:
        """The process id of the present or last holder, and its note; 0 for unknown."""
        os.lseek(self._opened, 0, os.SEEK_SET)
        pid, _, note = os.read(self._opened, 100).decode(errors="replace").partition(" ")
        return (int(pid), note) if pid.isascii() and pid.isdigit() else (0, "")

    def close(self) -> None:
        """Releases the lock."""
        os.close(self._opened)


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
            # Beyond the pid, which others read: a locked byte cannot be read.
            os.lseek(opened, 1 << 20, os.SEEK_SET)
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        else:
            # flock, not lockf: two threads of one process must exclude each other as well.
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # held: POSIX raises the first, Windows the second
        return False
    except OSError as error:
        raise system_error(error, path, "locked", "; nothing was changed") from error
    return True


def _sign(opened: int, note: str = "") -> None:
    """Writes who holds the lock."""
    with suppress(OSError):  # the disk may be full: the lock works without the pid in it
        os.ftruncate(opened, 0)
        os.lseek(opened, 0, os.SEEK_SET)
        os.write(opened, f"{os.getpid()} {note}".rstrip().encode())


def _holder(opened: int) -> str:
    os.lseek(opened, 0, os.SEEK_SET)
    pid = os.read(opened, 20)
    return f"process {pid.decode()}" if pid.isdigit() else "another process"
