"""The end of the process."""

import os
import sys
from contextlib import suppress
from typing import NoReturn


def leave(status: int) -> NoReturn:
    """End with this status, everything written.

    Taking apart what was imported costs Python 5 ms, a fifth of what handing out a held session
    takes. Where there are threads, or a library that has something to do at the end, it is done.
    """
    if "threading" in sys.modules:
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, or none
            stream.flush()
    os._exit(status)
