"""Access to Rolecall's own files, only where no other user can have written them.

Sessions, used codes, the state and the first page are trusted, so they must be ours. A file or
folder that belongs to another user, that others can write to, or that is a symbolic link is neither
read nor written. A notice says so once per process, and the work goes on without it.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.files.before_writing import change_notes, foreign_owner
from rolecall.core.files.locks import locked
from rolecall.core.files.ownership import LINK, OPEN, OTHERS, flaw
from rolecall.core.files.private_files import LONGEST, read_bytes, write_private
from rolecall.core.notices import post_notice_once
from rolecall.core.process.inputs import forget_inputs, note_file
from rolecall.core.safe_text import safe_text

_HINTS = {
    LINK: "Remove it; XDG_CACHE_HOME can name another place.",
    OTHERS: "Check who made it, then remove it.",
    OPEN: "Try: chmod go-w {}",
}


class NotOurs(ConfigError):
    """The file or folder at `path` belongs to somebody else, or others could have changed it."""

    def __init__(self, path: str, what: str, hint: str) -> None:
        super().__init__(f"{safe_text(path)} {what}: it is not used.", hint)
        self.path = path


def read_own(path: str, longest: int = LONGEST, *, depth: int = 1) -> bytes | None:
    """Returns the content of one of our files; None where there is none.

    `depth` is the number of folders above it that are Rolecall's own. Raises NotOurs, after posting
    a notice, and what `read_bytes` raises.
    """
    if (fault := ownership_fault(path, depth=depth)) is not None:
        _post(fault)
        raise fault
    return read_bytes(path, longest)


def write_own(path: str, data: bytes, *, depth: int = 1, follow: bool = False) -> bool:
    """Writes one of our files, mode 0600. Posts a notice and returns False where it is not ours.

    Another notice warns of a file that was open to others or has hard links. `follow`: the file or
    its folder may be a symbolic link of ours. Raises RolecallError where the system refuses.
    """
    if (fault := ownership_fault(path, depth=depth, follow=follow)) is not None:
        _post(fault)
        return False
    real = os.path.realpath(path) if follow else path
    notes = change_notes(real)
    write_private(real, data)
    for note in notes:
        post_notice_once(note, note)
    return True


@contextmanager
def own_lock(
    path: str,
    patience: float = 10.0,
    on_wait: Callable[[str], None] | None = None,
    *,
    depth: int = 1,
) -> Iterator[None]:
    """Holds the lock of one of our files, with a stoppable wait; no lock in a folder not ours.

    Raises RolecallError as `locked` does.
    """
    if is_own_folder(os.path.dirname(path), depth=depth):
        with locked(path, patience, on_wait, stoppable=True):
            yield
    else:  # then nothing is read or written there
        yield


class OwnFolder:
    """A folder of our files, each named by a pattern and an ending. Only writing raises.

    `depth`: as for `read_own`, of its files. `longest`: the bytes of a file that are read.
    """

    def __init__(self, path: str, names: str, ending: str, *, longest: int, depth: int) -> None:
        self.path = path
        self._form = names
        self._ending = ending
        self._longest = longest
        self._depth = depth

    def names(self) -> list[str]:
        """Returns the names of the files, sorted, without their ending."""
        forget_inputs()  # those of a folder's names cannot be noted
        form = f"({self._form}){re.escape(self._ending)}"
        return [found[1] for entry in self._entries() if (found := re.fullmatch(form, entry))]

    def is_empty(self) -> bool:
        """Whether there is no file; what a run does by this is no part of its answer."""
        form = f"{self._form}{re.escape(self._ending)}"
        return not any(re.fullmatch(form, entry) for entry in self._entries())

    def read(self, name: str) -> bytes | None:
        """Returns the content of a file; None where there is none that can be used."""
        try:
            return read_own(self.path_of(name), self._longest, depth=self._depth)
        except RolecallError:
            return None

    def write(self, name: str, data: bytes) -> bool:
        """Writes a file, as `write_own` does; returns whether it is there now."""
        return write_own(self.path_of(name), data, depth=self._depth)

    def remove(self, name: str) -> bool:
        """Removes a file; returns whether it was there."""
        return self._unlink(name + self._ending)

    def sweep(self, before: float | None = None) -> None:
        """Removes what killed writers left: all of it, or the older than `before` (epoch s)."""
        # write_private names its temporary files so.
        form = rf"\.{self._form}{re.escape(self._ending)}\.rolecall-[0-9]+-[0-9a-f]{{16}}"
        for entry in self._entries():
            if not re.fullmatch(form, entry):
                continue
            modified = self._modified(entry)
            if before is None or (modified is not None and modified < before):
                self._unlink(entry)

    def changed_at(self) -> float:
        """Returns when a file came or went, in epoch seconds; 0 for no folder."""
        return self._modified("") or 0.0

    def written_at(self, name: str) -> float | None:
        """Returns when a file was written, in epoch seconds; None where there is none."""
        return self._modified(name + self._ending)

    def path_of(self, name: str) -> str:
        """Returns the path of a file, whether there is one or not."""
        return os.path.join(self.path, name + self._ending)

    def _entries(self) -> list[str]:
        if is_own_folder(self.path, depth=self._depth):
            with suppress(OSError):
                return sorted(os.listdir(self.path))
        return []

    def _modified(self, entry: str) -> float | None:
        try:
            return os.stat(os.path.join(self.path, entry)).st_mtime
        except OSError:
            return None

    def _unlink(self, entry: str) -> bool:
        if not is_own_folder(self.path, depth=self._depth):
            return False
        try:
            os.unlink(os.path.join(self.path, entry))
        except OSError:
            return False
        return True


def is_own_folder(folder: str, *, depth: int = 1) -> bool:
    """Whether a folder is ours or does not exist yet; posts a notice where it is not ours."""
    fault = _folder_fault(folder, depth, follow=False)
    if fault is not None:
        _post(fault)
    return fault is None


def require_own_folder(folder: str, *, depth: int = 1) -> None:
    """Raises NotOurs for a folder that is not ours, where the work needs it."""
    if (fault := _folder_fault(folder, depth, follow=False)) is not None:
        raise fault


def ownership_fault(path: str, *, depth: int = 1, follow: bool = False) -> NotOurs | None:
    """Returns why a file or one of the `depth` folders above it is not ours; None where all are.

    A missing file or folder is no fault. `follow`: they may be symbolic links of ours.
    """
    fault = _folder_fault(os.path.dirname(path), depth, follow=follow)
    return fault or _fault(path, follow=follow)


def _folder_fault(folder: str, depth: int, *, follow: bool) -> NotOurs | None:
    # The outermost folder first: the message is to name that one, not what is in it.
    if depth > 1 and (fault := _folder_fault(os.path.dirname(folder), depth - 1, follow=follow)):
        return fault
    return _fault(folder, follow=follow)


def _fault(path: str, *, follow: bool) -> NotOurs | None:
    note_file(path)
    if what := flaw(path, follow=follow):
        return NotOurs(path, what, _HINTS[what].format(safe_text(path)))
    # Under sudo with the user's HOME, root would make folders that the user cannot write to.
    if _is_root() and not os.path.lexists(path) and (foreign := foreign_owner(path)):
        return NotOurs(foreign[0], OTHERS, "Run this as that user, without sudo.")
    return None


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _post(fault: NotOurs) -> None:
    post_notice_once(f"not ours: {fault.path}", fault.message, fault.hint)
