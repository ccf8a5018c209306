"""A program that `browser` starts: it opens the address on stdin, and leaves the browser behind.

In a process of its own, a browser that stays in the foreground holds nobody up, and one that ends
later is no dead child of the picker's. The address is a secret, and command lines are not: the
browser is given that of a redirect on loopback, which is left behind as well.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote

OPENED, FAILED, NO_BROWSER, NO_PROGRAM, NO_LOOPBACK = 0, 10, 11, 12, 13
_REDIRECT = os.path.join(os.path.dirname(__file__), "redirect_child.py")
_LOOK = 3.0  # seconds; what has not failed by then is a browser at work


def main() -> int:
    """Do what stdin orders: open its `url` by its `words`, or as this system does.

    The redirect waits for the browser for `deadline` seconds.
    """
    order = json.load(sys.stdin)
    redirect = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", _REDIRECT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    told = json.dumps({"url": order["url"], "deadline": order["deadline"]})
    place = _place(redirect, told)
    if not place:
        return NO_LOOPBACK
    status = _opened(order.get("words") or (), place)
    if status != OPENED:
        redirect.terminate()
    return status


def substituted(words: Sequence[str], address: str) -> list[str]:
    """The words with {url} and {encoded_url} in them filled in; else the address comes last."""
    told = {"{url}": address, "{encoded_url}": quote(address, safe="")}
    if not any(sign in word for sign in told for word in words):
        return [*words, address]
    for sign, value in told.items():
        words = [word.replace(sign, value) for word in words]
    return list(words)


def _place(redirect: "subprocess.Popen[bytes]", order: str) -> str:
    """Where the redirect listens; empty where it cannot."""
    if redirect.stdin is None or redirect.stdout is None:
        return ""
    with suppress(BrokenPipeError), redirect.stdin as stdin:
        stdin.write(order.encode())
    return redirect.stdout.readline().decode().strip()


def _opened(words: Sequence[str], place: str) -> int:
    words = substituted(words, place) if words else _usual(place)
    if words:
        return _run(words)
    found: list[bool] = []
    # It waits for a browser in the foreground until that is closed.
    opening = threading.Thread(target=lambda: found.append(webbrowser.open(place)), daemon=True)
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
