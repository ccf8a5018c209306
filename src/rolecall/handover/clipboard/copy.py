"""The clipboard: of this machine by pyperclip, or of the terminal by OSC 52.

The terminal's is used in SSH, where the person's clipboard is elsewhere, and where no tool works
here. Which way was used is told, and success only where it was seen. A secret is cleared after a
while, where it is on this machine's.
"""

import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Literal, NamedTuple

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.handover.clipboard import clearing
from rolecall.handover.clipboard.copy_child import (
    CONFIDENTIAL,
    COPIED,
    LOST,
    MISSING,
    NO_TOOL,
    NOT_READABLE,
    PLAIN,
    UNMARKED,
)

LIMIT = 2.0  # seconds for a clipboard tool, reading back included
_CHILD = os.path.join(os.path.dirname(__file__), "copy_child.py")
_LONGEST_FOR_SCREEN = 240  # bytes; GNU screen drops longer passed-through strings


class CopyResult(NamedTuple):
    """The way taken; `verified`: it was read back; `message`: one line for the user."""

    way: Literal["system", "terminal"]
    verified: bool
    message: str


def copy(
    text: Secret,
    env: Mapping[str, str],
    write_terminal: Callable[[str], None] | None,
    *,
    clear_after: int | None = None,
    limit: float = LIMIT,
) -> CopyResult:
    """Put `text` on the clipboard; `write_terminal` sends an escape sequence to the terminal.

    `clear_after`: in how many seconds a secret is cleared, 0 for never; None: the text is none.
    Blocks for up to `limit` seconds. Raises Refused where no way is left.
    """
    in_ssh = any(env.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    stays = "" if clear_after is None else " It cannot be cleared from here."
    if write_terminal and in_ssh:
        return _to_terminal(text, env, write_terminal, "", stays)
    # The credentials in our own environment are no business of a clipboard tool.
    own = {name: value for name, value in env.items() if not name.startswith("AWS_")}
    timer = clearing.create_timer(text, clear_after, own) if clear_after else None
    status = _by_tool(text, own, limit, PLAIN if clear_after is None else CONFIDENTIAL)
    # Also where a tool failed: it may have taken the text all the same.
    timed = timer is not None and status not in (NO_TOOL, MISSING) and _start(timer, own)
    if status in (COPIED, UNMARKED):
        where = " of the machine you are logged in to" if in_ssh else ""
        ends = f" It is cleared in {clear_after} s." if timed else stays if clear_after else ""
        message = f"Copied to the clipboard{where}.{ends}"
        if status == UNMARKED:
            message += " A history of clipboards may keep it: this wl-copy cannot ask it not to."
        return CopyResult("system", True, message)
    if status == NOT_READABLE:
        message = "Given to the clipboard; it could not be read back, so it may not have arrived."
        return CopyResult("system", False, message + stays)
    reason = _reason(status, env, limit)
    if write_terminal:
        return _to_terminal(text, env, write_terminal, f"{reason}. ", stays)
    raise Refused(
        f"Nothing was copied: {reason[0].lower()}{reason[1:]}.",
        "Install wl-clipboard (Wayland), xclip or xsel (X11), or use `rolecall export`.",
    )


def osc52(text: Secret, env: Mapping[str, str]) -> str:
    """The sequence that sets the terminal's clipboard, wrapped so that tmux and screen pass it on.

    Passed through, tmux keeps no copy in its buffers, as it does of what it understands itself.
    """
    payload = b64encode(text.reveal().encode()).decode()
    sequence = f"\x1b]52;c;{payload}\x07"
    if env.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    if env.get("STY"):
        size = _LONGEST_FOR_SCREEN
        pieces = [sequence[at : at + size] for at in range(0, len(sequence), size)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def _to_terminal(
    text: Secret,
    env: Mapping[str, str],
    write_terminal: Callable[[str], None],
    reason: str,
    stays: str,
) -> CopyResult:
    try:
        write_terminal(osc52(text, env))
    except OSError:
        raise Refused(
            f"{reason}Nothing was copied: the terminal cannot be written to.",
            "Use `rolecall export` instead.",
        ) from None
    message = f"{reason}Sent to the terminal's clipboard (OSC 52); it may not arrive"
    if env.get("TMUX"):
        message += ": tmux needs `set -g allow-passthrough on`"
    return CopyResult("terminal", False, f"{message}.{stays}")


def _command(program: str) -> list[str]:
    """Runs a program that finds pyperclip by its first argument; empty where there is none."""
    found = find_spec("pyperclip")
    if found is None or found.origin is None:
        return []
    return [sys.executable, "-I", program, os.path.dirname(os.path.dirname(found.origin))]


def _start(timer: clearing.Timer, env: Mapping[str, str]) -> bool:
    return clearing.start_timer(timer, _command(clearing.timer_program()), env)


def _by_tool(text: Secret, env: Mapping[str, str], limit: float, kind: str) -> int | None:
    """The exit status of the child; None where it had to be given up."""
    command = _command(_CHILD)
    if not command:
        return NO_TOOL
    child = subprocess.Popen(  # noqa: S603
        [*command, kind],
        env=env,
        stdin=subprocess.PIPE,
        # A tool that stays behind to serve the clipboard would hold a captured stdout open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.communicate(text.reveal().encode(), timeout=limit)
    except subprocess.TimeoutExpired:
        _end(child)
        return None
    return child.returncode


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child and the tools it started: it leads a session of its own."""
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _reason(status: int | None, env: Mapping[str, str], limit: float) -> str:
    if status is None:
        return f"The clipboard tool gave no answer in {limit:g} s"
    if status == NO_TOOL:
        if sys.platform == "linux" and not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
            return "There is no display, so no clipboard here"
        return "No clipboard tool is installed here"
    if status == MISSING:
        return "The system's own clipboard tool is not on PATH (on WSL, clip.exe)"
    if status == LOST:
        return "The clipboard tool failed: what was copied did not come back"
    return "The clipboard tool failed"
