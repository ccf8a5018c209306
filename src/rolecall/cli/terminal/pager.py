"""Shows a long text in the user's pager."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

_DEFAULT = "less"
# As git sets it: leave at once where the text fits the window, keep colors and the text on screen.
_LESS = "FRX"
_PLAIN = ("", "cat")  # pagers that add nothing


def page_through(text: str, env: Mapping[str, str]) -> bool:
    """Shows `text` in $PAGER, or in less. Returns whether a pager could be started.

    Returns False without starting one where PAGER is empty or `cat`, and on a terminal that cannot
    move its cursor.
    """
    try:
        words = shlex.split(env.get("PAGER", _DEFAULT))
    except ValueError:  # a quote that is not closed
        return False
    if " ".join(words) in _PLAIN or env.get("TERM", "") in ("", "dumb"):
        return False
    # ctrl+c is the pager's: less stops what it is doing and stays.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager = subprocess.Popen(  # noqa: S603
            words,
            stdin=subprocess.PIPE,
            env={"LESS": _LESS, **env},
            preexec_fn=_take_interrupts if os.name == "posix" else None,
        )
    except OSError:
        return False
    else:
        with suppress(BrokenPipeError):  # left before the end of the text
            pager.communicate(text.encode())
        pager.wait()
        return True
    finally:
        signal.signal(signal.SIGINT, before)


def _take_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an ignored signal would stay ignored
