"""What was copied is taken off the clipboard again, unless something else was copied meanwhile.

A process of its own waits for that: it outlives the picker, a signal and the terminal. It is given
a salted digest to know the text by, never the text. Copied anew, the same text has a new timer: a
small file says which one counts, so that nothing is cleared earlier.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.files.own_files import write_own
from rolecall.core.paths import paths_from
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.clearing_child import digest_of, now

SETTING = "clear-clipboard"  # of the palette: seconds
DEFAULT_SECONDS = 45  # seconds
LONGEST_SECONDS = 86_400  # seconds
_TIMER = os.path.join(os.path.dirname(__file__), "clearing_child.py")
_START = 5.0  # seconds that the process may take to stand on its own


class Timer(NamedTuple):
    """A timer that counts from now on, in the place of earlier ones for the same text.

    `mark` is the file that says so, by holding `name`.
    """

    text: Secret
    seconds: int
    mark: str
    name: str


def clear_after(settings: Mapping[str, bool | str]) -> int:
    """The seconds chosen in the palette, else the usual ones; 0: never."""
    chosen = settings.get(SETTING)
    try:
        return seconds_in(chosen) if isinstance(chosen, str) else DEFAULT_SECONDS
    except UsageError:
        return DEFAULT_SECONDS


def seconds_in(text: str) -> int:
    """Whole seconds, 0 for never. Raises UsageError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= LONGEST_SECONDS):
        raise UsageError(
            f"{text!r} is no number of seconds.", "Give 45, or at most 86400; 0 is never."
        )
    return int(text)


def create_timer(text: Secret, seconds: int, env: Mapping[str, str]) -> Timer | None:
    """Make a new timer the one that counts; before copying, so that an older one cannot come in.

    None where no file says so, and the text would stay.
    """
    try:
        folder = os.path.join(paths_from(env).cache_folder, "clipboard")
        where = "\0".join(env.get(name, "") for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        place = hashlib.sha256(f"{where}\0{text.reveal()}".encode()).hexdigest()[:40]
        timer = Timer(text, seconds, os.path.join(folder, place), secrets.token_hex(16))
        if not write_own(timer.mark, timer.name.encode(), depth=2):
            return None
    except RolecallError:
        return None
    _sweep(folder)
    return timer


def start_timer(timer: Timer, command: list[str], env: Mapping[str, str]) -> bool:
    """Start the process that waits and clears; False where that is not possible.

    `command` runs a Python program that finds pyperclip in the folder of its first argument.
    """
    salt = secrets.token_hex(16)
    order = {
        "ends": now() + timer.seconds,
        "salt": salt,
        "digest": digest_of(salt, timer.text.reveal()),
        "mark": timer.mark,
        "name": timer.name,
    }
    try:
        child = subprocess.Popen(  # noqa: S603
            command,
            env=env,
            cwd=os.sep,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        child.communicate(json.dumps(order).encode(), timeout=_START)
    except subprocess.TimeoutExpired:
        return sys.platform == "win32"  # there it does not leave us, but stays
    return child.returncode == 0


def timer_program() -> str:
    """The path of the program that waits."""
    return _TIMER


def _sweep(folder: str) -> None:
    """Take away the marks of timers that came to no end, such as before a restart."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > 2 * LONGEST_SECONDS:
                os.unlink(entry.path)
