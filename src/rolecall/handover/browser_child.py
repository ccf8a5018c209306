"""A program that `browser` starts: it opens the address on stdin, and leaves the browser behind.

In a process of its own, a browser that stays in the foreground holds nobody up, and one that ends
later is no dead child of the picker's.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Sequence

OPENED, FAILED, NO_BROWSER, NO_PROGRAM = 0, 10, 11, 12
_LOOK = 3.0  # seconds; what has not failed by then is a browser at work


def main() -> int:
    """Do what stdin orders: run its `words`, or open its `url` as this system does."""
    order = json.load(sys.stdin)
    words = order.get("words") or _usual(order["url"])
    if words:
        return _run(words)
    found: list[bool] = []
    # It waits for a browser in the foreground until that is closed.
    opening = threading.Thread(
        target=lambda: found.append(webbrowser.open(order["url"])), daemon=True
    )
    opening.start()
    opening.join(_LOOK)
    return OPENED if opening.is_alive() or found == [True] else NO_BROWSER


def _usual(url: str) -> Sequence[str]:
    """The system's own way; empty where it is unknown, or the user has named another."""
    if os.environ.get("BROWSER"):
        return ()
    if sys.platform == "darwin":
        return ("open", url)
    on_a_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    for program in ("wslview", *(["xdg-open"] if on_a_screen else [])):
        if shutil.which(program):
            return (program, url)
    return ()


def _run(words: Sequence[str]) -> int:
    try:
        browser = subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603
    except OSError:
        return NO_PROGRAM
    try:
        return FAILED if browser.wait(_LOOK) else OPENED
    except subprocess.TimeoutExpired:
        return OPENED


if __name__ == "__main__":
    status = main()
    # Past the interpreter's end, which would wait for what is left behind.
    os._exit(status)
