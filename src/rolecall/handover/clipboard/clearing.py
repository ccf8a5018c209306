"""Timers that clear a copied secret from the clipboard, unless something else was copied since.

A timer is a process of its own, which outlives the picker, its signals and its terminal. It gets a
salted digest to recognise the text by, never the text itself. If the same text is copied again, a
new timer replaces the old one: a marker file names the timer in force, so that the text is not
cleared too early.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.files.own_files import write_own
from rolecall.core.paths import paths_from
from rolecall.core.process.clock import epoch_seconds
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.clearing_child import digest_of, now

SETTING = "clear-clipboard"  # the palette's setting, in seconds
DEFAULT_SECONDS = 45
LONGEST_SECONDS = 86_400
_TIMER = os.path.join(os.path.dirname(__file__), "clearing_child.py")
_START = 5.0  # seconds for the process to fork and detach itself


class Timer(NamedTuple):
    """A timer that replaces earlier ones for the same text.

    `mark` is the path of the marker file, which contains `name` while this timer is in force.
    """

    text: Secret
    seconds: int
    mark: str
    name: str


def clear_after(settings: Mapping[str, bool | str]) -> int:
    """The seconds chosen in the palette, else DEFAULT_SECONDS; 0 for never."""
    chosen = settings.get(SETTING)
    try:
        return seconds_in(chosen) if isinstance(chosen, str) else DEFAULT_SECONDS
    except UsageError:
        return DEFAULT_SECONDS


def seconds_in(text: str) -> int:
    """Parse whole seconds, 0 for never. Raises UsageError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= LONGEST_SECONDS):
        raise UsageError(f"{text!r} is not a number of seconds.", "Use 1 to 86400, or 0 for never.")
    return int(text)


def create_timer(text: Secret, seconds: int, env: Mapping[str, str]) -> Timer | None:
    """Create a timer and write its marker; before copying, so that an older timer cannot clear it.

    Returns None if the marker cannot be written; the text would then never be cleared.
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
    _remove_stale(folder)
    return timer


def start_timer(timer: Timer, command: list[str], env: Mapping[str, str]) -> bool:
    """Start the process that waits and clears; returns whether it was started.

    `command` runs `timer_program`, with the folder of pyperclip as its argument.
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
        return sys.platform == "win32"  # there it cannot fork, and stays our child
    return child.returncode == 0


def timer_program() -> str:
    """The path of the program that waits and clears."""
    return _TIMER


def _remove_stale(folder: str) -> None:
    """Remove the markers of timers that never ended, such as those killed by a restart."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if epoch_seconds() - entry.stat(follow_symlinks=False).st_mtime > 2 * LONGEST_SECONDS:
                os.unlink(entry.path)
