"""A program that `copy` starts: it puts stdin on the clipboard and reads it back.

pyperclip has no time limit, starts tools that outlive it, and reports success on a dead display.
In a process of its own it can be given up, and what it did is told by the exit status alone.
"""

import subprocess
import sys
import time

COPIED, NOT_READABLE, NO_TOOL, LOST, UNMARKED, MISSING = 0, 10, 11, 12, 13, 14
PLAIN, CONFIDENTIAL = "plain", "confidential"
# klipper's tool takes the text on its command line, where every user sees it; Qt's clipboard is
# empty again as soon as this process ends.
_UNFIT = ("copy_klipper", "copy_qt")
_WAYLAND = "copy_wl"
_MARK = "--sensitive"  # wl-copy 2.3: tells histories not to keep it (x-kde-passwordManagerHint)
_ARRIVES = 1.0  # seconds: xclip takes the clipboard over only once it is in the background
_PAUSE = 0.02  # seconds


def main(folder: str, kind: str) -> int:
    """Put stdin on the clipboard, of a kind; `folder` is where pyperclip lies."""
    sys.path.append(folder)
    # deferred: only now can it be found, because -I leaves out the folders of the user
    import pyperclip

    text = sys.stdin.buffer.read().decode()
    copy, paste = pyperclip.determine_clipboard()
    # What stands for "no tool" is no function and has no name.
    name = getattr(copy, "__name__", None)
    if name in (None, *_UNFIT):
        return NO_TOOL
    marked = kind == CONFIDENTIAL and name == _WAYLAND and _can_mark()
    try:
        if marked:
            subprocess.run(  # noqa: S603
                ["wl-copy", _MARK],  # noqa: S607
                input=text.encode(),
                check=True,
            )
        else:
            copy(text)
    except FileNotFoundError:  # pyperclip takes a system's own tool for granted
        return MISSING
    ends = time.monotonic() + _ARRIVES
    try:
        while paste().replace("\r\n", "\n") != text:
            if time.monotonic() > ends:
                return LOST
            time.sleep(_PAUSE)
    except Exception:
        return NOT_READABLE
    return UNMARKED if kind == CONFIDENTIAL and name == _WAYLAND and not marked else COPIED


def _can_mark() -> bool:
    told = subprocess.run(["wl-copy", "--help"], capture_output=True)  # noqa: S607
    return _MARK.encode() in told.stdout + told.stderr


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
