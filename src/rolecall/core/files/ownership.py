"""Who can have written a file: the rule, without a word of what to do about it."""

import os
import stat

LINK, OTHERS, OPEN = "is a symbolic link", "belongs to another user", "can be written by others"

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def flaw(path: str, *, follow: bool = False) -> str:
    """Returns why a file or folder may be somebody else's work: LINK, OTHERS or OPEN; "" if not.

    `follow`: it may be a symbolic link of ours. What is missing, or cannot be looked at, has no
    flaw: opening it reports that.
    """
    if not hasattr(os, "geteuid"):  # Windows: files in the user's profile are the user's
        return ""
    try:
        found = os.lstat(path)
        if follow and stat.S_ISLNK(found.st_mode) and found.st_uid in (os.geteuid(), 0):
            found = os.stat(path)
    except OSError:
        return ""
    if stat.S_ISLNK(found.st_mode):
        return LINK
    if found.st_uid != os.geteuid():
        return OTHERS
    # In a sticky folder others can add files of their own, but not change ours.
    is_sticky = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
    return OPEN if found.st_mode & _OTHERS_WRITE and not is_sticky else ""
