"""The program that `copy` starts: copies stdin to the clipboard and reads it back.

pyperclip has no time limit, starts tools that outlive it, and reports success on a dead display. In
a process of its own it can be killed, and the exit status alone reports the outcome.
"""

import subprocess
import sys
import time

COPIED, NOT_READABLE, NO_TOOL, LOST, UNMARKED, MISSING = 0, 10, 11, 12, 13, 14
PLAIN, CONFIDENTIAL = "plain", "confidential"
# klipper's tool takes the text as an argument, which every user of the machine can read; Qt's
# clipboard is emptied as soon as this process ends.
_UNSUITABLE = ("copy_klipper", "copy_qt")
_WAYLAND = "copy_wl"
_SENSITIVE = "--sensitive"  # wl-copy 2.3: no clipboard history (x-kde-passwordManagerHint)
_READ_BACK = 1.0  # seconds; xclip owns the clipboard only once it is in the background
_POLL = 0.02  # seconds


def main(folder: str, kind: str) -> int:
    """Copy stdin to the clipboard and return the exit status.

    `folder` is the one that contains pyperclip; `kind` is PLAIN or CONFIDENTIAL.
    """
    sys.path.append(folder)
    # deferred: found only now, because -I ignores the user's site-packages
    import pyperclip

    text = sys.stdin.buffer.read().decode()
    copy, paste = pyperclip.determine_clipboard()
    # Without a tool, pyperclip returns a placeholder object, which has no __name__.
    name = getattr(copy, "__name__", None)
    if name in (None, *_UNSUITABLE):
        return NO_TOOL
    marked = kind == CONFIDENTIAL and name == _WAYLAND and _knows_sensitive()
    try:
        if marked:
            subprocess.run(  # noqa: S603
                ["wl-copy", _SENSITIVE],  # noqa: S607
                input=text.encode(),
                check=True,
            )
        else:
            copy(text)
    except FileNotFoundError:  # pyperclip does not check for the tools of macOS and WSL
        return MISSING
    ends = time.monotonic() + _READ_BACK
    try:
        while paste().replace("\r\n", "\n") != text:
            if time.monotonic() > ends:
                return LOST
            time.sleep(_POLL)
    except Exception:
        return NOT_READABLE
    return UNMARKED if kind == CONFIDENTIAL and name == _WAYLAND and not marked else COPIED


def _knows_sensitive() -> bool:
    shown = subprocess.run(["wl-copy", "--help"], capture_output=True)  # noqa: S607
    return _SENSITIVE.encode() in shown.stdout + shown.stderr


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
