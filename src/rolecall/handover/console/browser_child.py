"""The program that `browser` starts: opens the address from stdin and leaves the browser running.

As a separate process, it keeps a foreground browser from blocking the picker, and a browser that
ends later from becoming a zombie of the picker's. The address is a secret and arguments are public:
the browser gets the address of a redirect on loopback, which is left running as well.
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
_STARTED = 3.0  # seconds; a browser that has not failed by then counts as started


def main() -> int:
    """Read an order from stdin: open `url` with the command `words`, or with the default browser.

    The redirect waits `deadline` seconds for the browser. Returns the exit status.
    """
    order = json.load(sys.stdin)
    redirect = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", _REDIRECT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    redirect_order = json.dumps({"url": order["url"], "deadline": order["deadline"]})
    address = _redirect_address(redirect, redirect_order)
    if not address:
        return NO_LOOPBACK
    status = _open(order.get("words") or (), address)
    if status != OPENED:
        redirect.terminate()
    return status


def substituted(words: Sequence[str], address: str) -> list[str]:
    """Replace the placeholders {url} and {encoded_url}; without one, append the address."""
    values = {"{url}": address, "{encoded_url}": quote(address, safe="")}
    if not any(placeholder in word for placeholder in values for word in words):
        return [*words, address]
    for placeholder, value in values.items():
        words = [word.replace(placeholder, value) for word in words]
    return list(words)


def _redirect_address(redirect: "subprocess.Popen[bytes]", order: str) -> str:
    """The address of the redirect; empty if it could not listen."""
    if redirect.stdin is None or redirect.stdout is None:
        return ""
    with suppress(BrokenPipeError), redirect.stdin as stdin:
        stdin.write(order.encode())
    return redirect.stdout.readline().decode().strip()


def _open(words: Sequence[str], address: str) -> int:
    words = substituted(words, address) if words else _system_opener(address)
    if words:
        return _run(words)
    found: list[bool] = []
    # In a thread: with a foreground browser, `open` returns only once that is closed.
    opening = threading.Thread(target=lambda: found.append(webbrowser.open(address)), daemon=True)
    opening.start()
    opening.join(_STARTED)
    return OPENED if opening.is_alive() or found == [True] else NO_BROWSER


def _system_opener(url: str) -> Sequence[str]:
    """The command of this system; empty if there is none, or if $BROWSER names another."""
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
        return FAILED if browser.wait(_STARTED) else OPENED
    except subprocess.TimeoutExpired:
        return OPENED


if __name__ == "__main__":
    status = main()
    # Skips the interpreter's shutdown, which would wait for the browser's thread.
    os._exit(status)
