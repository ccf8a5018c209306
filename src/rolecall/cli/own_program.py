"""How another program calls this one: by paths that hold wherever it does so."""

import os
import sys

_NAMES = ("rolecall", "rolecall.exe")


def own_program() -> tuple[str, ...]:
    """The absolute path of the installed command, else of this Python with the words to start us.

    Links are not resolved: they are what stays when a new version is installed.
    """
    called = os.path.abspath(sys.argv[0])
    beside = [os.path.join(os.path.dirname(sys.executable), name) for name in _NAMES]
    for path in (called, *beside):
        if os.path.basename(path) in _NAMES and os.path.isfile(path) and os.access(path, os.X_OK):
            return (path,)
    # -P: not from the folder it happens to be called in.
    return (sys.executable, "-P", "-m", "rolecall")
