"""The runtime folder, XDG_RUNTIME_DIR: in memory, the user's alone, and gone after the logout.

That is what the XDG Base Directory Specification asks for; whoever sets the variable may not hold
to it, and is told.
"""

import os
import stat
from collections.abc import Mapping

from rolecall.core.errors import ConfigError
from rolecall.core.safe_text import safe_text

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CHOICE = 'Log in anew, or set where = "cache" or "keyring" under [store] in config.toml.'


def runtime_fault(env: Mapping[str, str]) -> ConfigError | None:
    """Returns why XDG_RUNTIME_DIR cannot hold sessions; None where it can."""
    folder = env.get("XDG_RUNTIME_DIR", "")
    if not folder:
        return _fault("XDG_RUNTIME_DIR is not set", _CHOICE)
    named = f"{safe_text(folder)} (XDG_RUNTIME_DIR)"
    if not os.path.isabs(folder):
        return _fault(f"{named} is not an absolute path", _CHOICE)
    try:
        found = os.lstat(folder)
    except OSError:
        return _fault(f"{named} does not exist", _CHOICE)
    if not stat.S_ISDIR(found.st_mode):
        return _fault(f"{named} is not a folder", _CHOICE)
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        return _fault(f"{named} belongs to another user", _CHOICE)
    if found.st_mode & _OTHERS:
        return _fault(f"{named} is open to others", f"Try: chmod 700 {safe_text(folder)}")
    return None


def _fault(why: str, hint: str) -> ConfigError:
    return ConfigError(f"Sessions can't be kept in memory: {why}.", hint)


def file_system_of(folder: str) -> str:
    """Returns the kind of file system that a folder is on, as Linux names it; empty for unknown."""
    kind, mounted = "", ""
    try:
        with open("/proc/self/mounts", encoding="utf-8", errors="replace") as mounts:
            for line in mounts:
                _, at, name, *_ = line.split(" ")
                below = os.path.join(at, "")
                if os.path.join(folder, "").startswith(below) and len(below) >= len(mounted):
                    kind, mounted = name, below  # the last mounted one hides the others
    except (OSError, ValueError):
        return ""
    return kind
