"""A base profile's process that ignores every signal, and whether processes have ended."""

import os
import threading
import time
from pathlib import Path

PATIENCE = 30.0  # seconds; a deadline against hangs, not a measure
# A shell script; `$PIDS` is the file that gets the ids of the shell and of its child.
STUBBORN = (
    'trap "" TERM INT HUP; sleep 300 & echo $$ $! > $PIDS.new; mv $PIDS.new $PIDS; wait; wait'
)


def ended(pids: Path) -> bool:
    """Whether all processes named in the file are gone, waiting for the system to see to it."""
    deadline = time.monotonic() + PATIENCE
    for pid in pids.read_text().split():
        while os.path.exists(f"/proc/{pid}") and " Z " not in _stat(pid):
            if time.monotonic() > deadline:
                return False
            threading.Event().wait(0.01)
    return True


def _stat(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return " Z "
