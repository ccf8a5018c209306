"""Copies text to the clipboard: this machine's by pyperclip, or the terminal's by OSC 52.

The terminal's is used in SSH, where the user's clipboard is on another machine, and where no
clipboard tool works. The message says which one was used, and claims success only if the text was
read back. A secret on this machine's clipboard is cleared by a timer.
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

LIMIT = 2.0  # seconds for the clipboard tool, including the read-back
_CHILD = os.path.join(os.path.dirname(__file__), "copy_child.py")
_LONGEST_FOR_SCREEN = 240  # bytes; GNU screen drops longer pass-through strings


class CopyResult(NamedTuple):
    """The clipboard used; `verified`: the text was read back; `message`: a line for the user."""

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
    """Copy `text`; `write_terminal` is the callback that writes an escape sequence to the terminal.

    `clear_after` is the number of seconds until a secret is cleared, 0 for never; None means that
    the text is no secret. Blocks for up to `limit` seconds. Raises Refused if there is no clipboard
    to copy to.
    """
    in_ssh = any(env.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    stays = "" if clear_after is None else " It cannot be cleared from here."
    if write_terminal and in_ssh:
        return _to_terminal(text, env, write_terminal, "", stays)
    # Without the credentials in our environment: a clipboard tool does not need them.
    own = {name: value for name, value in env.items() if not name.startswith("AWS_")}
    timer = clearing.create_timer(text, clear_after, own) if clear_after else None
    status = _by_tool(text, own, limit, PLAIN if clear_after is None else CONFIDENTIAL)
    # Also after a failure: the tool may have stored the text before it failed.
    timed = timer is not None and status not in (NO_TOOL, MISSING) and _start(timer, own)
    if status in (COPIED, UNMARKED):
        where = " of the machine you are logged in to" if in_ssh else ""
        ends = f" It is cleared in {clear_after} s." if timed else stays if clear_after else ""
        message = f"Copied to the clipboard{where}.{ends}"
        if status == UNMARKED:
            message += " A clipboard history may keep it: this wl-copy cannot prevent that."
        return CopyResult("system", True, message)
    if status == NOT_READABLE:
        message = "Sent to the clipboard, but it could not be read back: it may not have arrived."
        return CopyResult("system", False, message + stays)
    reason = _reason(status, env, limit)
    if write_terminal:
        return _to_terminal(text, env, write_terminal, f"{reason}. ", stays)
    raise Refused(
        f"Nothing was copied: {reason[0].lower()}{reason[1:]}.",
        "Install wl-clipboard (Wayland), xclip or xsel (X11), or use `rolecall export`.",
    )


def osc52(text: Secret, env: Mapping[str, str]) -> str:
    """The escape sequence that sets the terminal's clipboard, wrapped for tmux and GNU screen.

    In tmux it is both wrapped, for `allow-passthrough on`, and plain, for `set-clipboard on`, which
    is far more common but keeps a copy in tmux's buffers.
    """
    payload = b64encode(text.reveal().encode()).decode()
    sequence = f"\x1b]52;c;{payload}\x07"
    if env.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\{sequence}"
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
    message = f"{reason}Sent to the terminal's clipboard (OSC 52); it may not arrive."
    if env.get("TMUX"):
        needed = "`set -g set-clipboard on`"
        message = f"{reason}Sent to the clipboard through tmux; it may not arrive without {needed}."
        if stays:
            stays = " It cannot be cleared from here; `tmux delete-buffer` removes it from tmux."
    return CopyResult("terminal", False, f"{message}{stays}")


def _command(program: str) -> list[str]:
    """The command for one of the child programs; empty if pyperclip is not installed.

    Its last argument is the folder that contains pyperclip.
    """
    found = find_spec("pyperclip")
    if found is None or found.origin is None:
        return []
    return [sys.executable, "-I", program, os.path.dirname(os.path.dirname(found.origin))]


def _start(timer: clearing.Timer, env: Mapping[str, str]) -> bool:
    return clearing.start_timer(timer, _command(clearing.timer_program()), env)


def _by_tool(text: Secret, env: Mapping[str, str], limit: float, kind: str) -> int | None:
    """The exit status of the child program; None if it exceeded the limit and was killed."""
    command = _command(_CHILD)
    if not command:
        return NO_TOOL
    child = subprocess.Popen(  # noqa: S603
        [*command, kind],
        env=env,
        stdin=subprocess.PIPE,
        # A tool that stays in the background to serve the clipboard would keep our stdout open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.communicate(text.reveal().encode(), timeout=limit)
    except subprocess.TimeoutExpired:
        _kill(child)
        return None
    return child.returncode


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """Kill the child and the tools it started: it leads a session of its own."""
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _reason(status: int | None, env: Mapping[str, str], limit: float) -> str:
    if status is None:
        return f"The clipboard tool did not answer within {limit:g} s"
    if status == NO_TOOL:
        if sys.platform == "linux" and not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
            return "There is no display, and so no clipboard"
        return "No clipboard tool is installed"
    if status == MISSING:
        return "The system's own clipboard tool is not on PATH (on WSL, clip.exe)"
    if status == LOST:
        return "The clipboard tool failed: something else was read back"
    return "The clipboard tool failed"
