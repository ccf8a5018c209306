"""pyperclip on the cases of the clipboard, as most programs use it: in their own process."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.servers.clipboards import script
from tests.torture.beside.tools import program

COPY = "import pyperclip; pyperclip.copy('text'); print('copied')"
PATIENCE = 20.0  # seconds


def _copying(path: str, display: str = ":4093") -> dict[str, str]:
    return {"PATH": f"{path}:/usr/bin:/bin", "DISPLAY": display}


def false_success(folder: Path) -> str:
    """C02: a display that is not there, and a tool that fails."""
    program("xclip")
    told = 0
    behaviours = ("", "exit 1", "cat >/dev/null; exit 0", "cat >/dev/null; echo something else")
    for number, behaviour in enumerate(behaviours):
        path = script(folder / str(number), "xclip", behaviour) if behaviour else "/usr/bin"
        done = subprocess.run(
            [sys.executable, "-c", COPY], env=_copying(path), capture_output=True, timeout=PATIENCE
        )
        told += done.stdout == b"copied\n"
    return f"{told} of {len(behaviours)} failed copies reported as done"


def _waits(words: list[str], path: str) -> str:
    """How long a copy takes, with all that it leaves running stopped afterwards."""
    began = time.monotonic()
    with subprocess.Popen(words, env=_copying(path), start_new_session=True) as running:
        try:
            running.wait(PATIENCE)
            return f"ends after {time.monotonic() - began:.0f} s"
        except subprocess.TimeoutExpired:
            return f"still waiting after {PATIENCE:.0f} s"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def hanging(folder: Path) -> str:
    """C03: a tool that sleeps."""
    path = script(folder / "bin", "xclip", "exec sleep 1000")
    return _waits([sys.executable, "-c", COPY], path)


def substituted(folder: Path) -> str:
    """C04: within `$(…)`, with a tool that keeps its output open."""
    path = script(folder / "bin", "xclip", "cat >/dev/null; sleep 1000 &")
    return _waits(["sh", "-c", 'x=$("$0" -c "$1")', sys.executable, COPY], path)
