"""The terminal's title: the role under the cursor while it is held, and the time left.

OSC 2 sets the window's title, XTWINOPS 22;2 and 23;2 save and restore it (xterm, ctlseqs).
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from rolecall.core.countdown import clock_text
from rolecall.core.safe_text import safe_text

NAME = "rolecall"
SAVE = "\x1b[22;2t"
# Emptied first: a terminal that cannot restore it would go on naming an expired role.
RESTORE = "\x1b]2;\x07\x1b[23;2t"
_LONGEST = 64  # characters of a name: a tab shows fewer
_WITHOUT = ("", "dumb", "linux", "unknown")  # TERM of terminals that would print it


def title_of(account: str, role: str, seconds: int, *, protected: bool) -> str:
    """Returns the title while a role is held: `production read 42:10 (protected) - rolecall`."""
    names = f"{safe_text(account, _LONGEST)} {safe_text(role, _LONGEST)}"
    guarded = " (protected)" if protected else ""
    return f"{names} {clock_text(seconds)}{guarded} - {NAME}"


def title_sequence(title: str) -> str:
    """Returns the sequence that sets the title. Nothing in it can end the sequence early."""
    return f"\x1b]2;{safe_text(title)}\x07"


def takes_titles(env: Mapping[str, str]) -> bool:
    """Returns whether the terminal has a title to set; the Linux console would print it."""
    return env.get("TERM", "") not in _WITHOUT


@contextmanager
def title_kept(env: Mapping[str, str]) -> Iterator[bytes]:
    """Saves the title and restores it at the end; yields the restoring sequence for signals."""
    if not (takes_titles(env) and sys.__stderr__ is not None and sys.__stderr__.isatty()):
        yield b""
        return
    terminal = sys.__stderr__.fileno()
    _write(terminal, SAVE)
    try:
        yield RESTORE.encode()
    finally:
        _write(terminal, RESTORE)


def _write(terminal: int, sequence: str) -> None:
    with suppress(OSError):  # the terminal is gone
        os.write(terminal, sequence.encode())
