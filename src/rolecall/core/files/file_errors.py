"""Turns an OSError about a file into a RolecallError with a hint."""

import errno
import os

from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Free some space, then try again."),
    errno.EDQUOT: ("your disk quota is used up", "Free some space, then try again."),
    errno.EROFS: ("the file system is read-only", "Name a file elsewhere, or mount it writable."),
    errno.EACCES: ("permission denied", "Check the owner and mode of the file and its folder."),
    errno.EPERM: ("permission denied", "Check the owner and mode of the file and its folder."),
    errno.EFBIG: ("the limit on file sizes is reached", "Raise it with `ulimit -f`."),
    errno.EIO: ("the disk reports an error", "Check the disk before you try again."),
    errno.ELOOP: ("its symbolic links form a loop", "Fix the link."),
    errno.ENOTDIR: ("a part of its path is not a folder", "Check the path."),
    errno.EISDIR: ("it is a folder", "Name a file."),
}


def system_error(error: OSError, path: str, done: str, outcome: str = "") -> RolecallError:
    """Returns the error for an OSError, chosen by its errno.

    `done` is a participle ("written"), `outcome` is added to the message ("; nothing was changed").
    """
    reason, hint = _REASONS.get(error.errno or 0, (os.strerror(error.errno or 0), ""))
    return RolecallError(f"{safe_text(path)} could not be {done}: {reason}{outcome}.", hint)
