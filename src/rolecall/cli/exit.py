"""The end of the process."""

import os
import sys
from contextlib import suppress


def leave(status: int) -> None:
    """Ends the process with this status, all output flushed; it never returns.

    Python's own finalization takes 5 ms, a fifth of the time of a held session, and is skipped
    unless `threading` is imported: then threads or atexit callbacks may have to finish.
    """
    if "threading" in sys.modules:
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, or none
            stream.flush()
    os._exit(status)
