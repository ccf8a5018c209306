"""Opens a secret address in a browser: the default one, or by a command from config.toml."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping

from rolecall.core.errors import ConfigError, Refused
from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret
from rolecall.handover.console.browser_child import NO_BROWSER, NO_LOOPBACK, NO_PROGRAM, OPENED
from rolecall.handover.console.redirect_child import HOST

LIMIT = 10.0  # seconds for the browser to start
DEADLINE = 60.0  # seconds for the browser to request the address
_CHILD = os.path.join(os.path.dirname(__file__), "browser_child.py")
_HINT = "Print the address instead: rolecall console ... --print"


def open_in_browser(
    url: Secret,
    command: str,
    env: Mapping[str, str],
    *,
    limit: float = LIMIT,
    deadline: float = DEADLINE,
) -> None:
    """Open an address that is a secret; `command` is the one from config.toml, empty for none.

    The address is in no process's arguments: the browser gets one on loopback, which redirects to
    it once, within `deadline` seconds. A browser on another machine can therefore not open it.

    Returns within `limit` seconds, once the browser has apparently started. Raises ConfigError if
    the command cannot be used, and Refused if no browser opened the address.
    """
    words = browser_words(command) if command else []
    order = {"url": url.reveal(), "words": words, "deadline": deadline}
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", _CHILD],
        env=_environment(env),
        stdin=subprocess.PIPE,
        # Browsers write messages, which would disturb the picker or a captured stdout.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.communicate(json.dumps(order).encode(), timeout=limit)
    except subprocess.TimeoutExpired:
        _kill(child)
    if child.returncode == NO_PROGRAM:
        raise ConfigError(
            f"The browser's command {safe_text(words[0])} cannot be started.",
            "Check `browser` of the account in config.toml.",
        )
    if child.returncode == NO_BROWSER:
        raise Refused("No browser was found.", _HINT)
    if child.returncode == NO_LOOPBACK:
        raise Refused(
            "The browser cannot be opened: no port on this machine can be listened on.", _HINT
        )
    if child.returncode != OPENED:
        raise Refused("The browser did not open the address.", _HINT)


def browser_words(command: str) -> list[str]:
    """Split the command into words, with the placeholders {url} and {encoded_url}.

    Without a placeholder, the address is appended. No shell is involved. Raises ConfigError.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise ConfigError(
            "`browser` in config.toml is not a command: it is blank, or a quote is not closed.",
            "For example: firefox --new-window {url}",
        )
    return words


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without credentials, and without TERM: a text browser would use our terminal.

    With a proxy, loopback is added to NO_PROXY: a proxy cannot reach it, and not every browser
    exempts it by default.
    """
    kept = {name: env[name] for name in env if name != "TERM" and not name.startswith("AWS_")}
    if any(name.lower() in ("http_proxy", "all_proxy") for name in kept):
        direct = kept.get("no_proxy") or kept.get("NO_PROXY") or ""
        kept["no_proxy"] = kept["NO_PROXY"] = f"{direct},{HOST}" if direct else HOST
    return kept


def _kill(child: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
