"""The name of this process's terminal, as `ps` shows it."""

import os
from contextlib import suppress

_PTY_MAJOR = range(136, 144)  # Linux, Documentation/admin-guide/devices.txt: /dev/pts/N


def terminal_name() -> str:
    """Returns a name like `pts/3`; empty where there is no terminal, or none that has a name."""
    for handle in (0, 1, 2):
        with suppress(OSError, AttributeError):  # Windows has no ttyname
            name = os.ttyname(handle)
            if name != "/dev/tty":
                return name.removeprefix("/dev/")
    return _of_linux()


def _of_linux() -> str:
    try:
        with open("/proc/self/stat", encoding="ascii", errors="replace") as file:
            number = int(file.read().rpartition(")")[2].split()[4])
    except (OSError, ValueError, IndexError):
        return ""
    major = os.major(number)
    return f"pts/{os.minor(number) + 256 * (major - 136)}" if major in _PTY_MAJOR else ""
