"""The command with which another program starts this one, from any folder."""

import os
import sys

_NAMES = ("rolecall", "rolecall.exe")


def own_program() -> tuple[str, ...]:
    """Returns the absolute path of the installed command, else this Python with `-m rolecall`.

    Links are not resolved: they stay valid when a new version is installed.
    """
    called = os.path.abspath(sys.argv[0])
    beside = [os.path.join(os.path.dirname(sys.executable), name) for name in _NAMES]
    for path in (called, *beside):
        if os.path.basename(path) in _NAMES and os.path.isfile(path) and os.access(path, os.X_OK):
            return (path,)
    # -P: modules in the current folder are not imported.
    return (sys.executable, "-P", "-m", "rolecall")
