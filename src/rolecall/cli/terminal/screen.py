"""Gives the picker the terminal while stdout is captured.

Textual draws on stderr and reads stdin, but takes the size of the window from stdout: captured, it
would be 80x24 whatever the window. So each standard handle that is no terminal is replaced by the
terminal while the picker runs, and restored afterwards.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rolecall.cli.terminal.terminal import open_terminal
from rolecall.core.errors import InputNeeded

_HINT = "Name the role: rolecall export ACCOUNT [ROLE]; rolecall list shows them."


def require_screen(env: Mapping[str, str]) -> None:
    """Raises InputNeeded for a terminal that cannot show the picker."""
    if env.get("TERM", "") in ("", "dumb", "unknown"):
        raise InputNeeded(
            f"The picker cannot draw on this terminal (TERM={env.get('TERM', '')}).",
            "Use rolecall pick, or set TERM to the kind of your terminal, such as xterm-256color.",
        )


@contextmanager
def terminal_on_every_handle() -> Iterator[None]:
    """Connects the handles 0-2 to the terminal within the context.

    Raises InputNeeded where there is no terminal at all.
    """
    terminal = open_terminal()
    if terminal is None:
        raise InputNeeded("There is no terminal to show the picker on.", _HINT)
    saved: dict[int, int] = {}
    try:
        for handle in (0, 1, 2):
            if not os.isatty(handle):
                saved[handle] = os.dup(handle)
                os.dup2(terminal, handle)
        _open_missing_streams()
        yield
    finally:
        for handle, copy in saved.items():
            os.dup2(copy, handle)
            os.close(copy)
        os.close(terminal)


def _open_missing_streams() -> None:
    # Python opens no stream for a handle that was closed at its start.
    for handle, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, f"__{name}__") is None:
            stream = os.fdopen(handle, mode, closefd=False)
            setattr(sys, f"__{name}__", stream)
            setattr(sys, name, stream)
