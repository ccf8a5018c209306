"""Which way `rolecall copy` would take to the clipboard, and whether that works. Copies nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.CLIPBOARD
_PATIENCE = 2.0  # seconds for a clipboard tool, and for tmux
_SSH = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
# What lists the clipboard's formats, and copies nothing out of it.
_TOOLS = {
    "wl-copy": ("WAYLAND_DISPLAY", ["wl-paste", "--list-types"]),
    "xclip": ("DISPLAY", ["xclip", "-o", "-selection", "clipboard", "-t", "TARGETS"]),
    "xsel": ("DISPLAY", ["xsel", "--output", "--clipboard"]),
}
_INSTALL = "Install wl-clipboard (Wayland), xclip or xsel (X11), or use `rolecall export`."


def clipboard_findings(setup: Setup) -> list[Finding]:
    """Returns the way that `handover.clipboard.copy` would take, or what is in it."""
    env = setup.env
    if setup.has_terminal and any(env.get(name) for name in _SSH):
        return [_terminal(env, "Over SSH, copies go to your terminal's clipboard (OSC 52)")]
    if sys.platform != "linux" or _is_wsl():
        return [ok(_AREA, "The system's own clipboard")]
    tool = _tool(env)
    if tool and (fault := _fault(tool, env)):
        return [
            warning(
                _AREA,
                f"{tool} {fault}.",
                f"Correct {_TOOLS[tool][0]}, or unset it: copies go to the terminal then.",
            )
        ]
    if tool:
        return [ok(_AREA, f"The desktop's clipboard, by {tool}")]
    if not setup.has_terminal:
        return [warning(_AREA, "There is neither a display nor a terminal to copy to.", _INSTALL)]
    if env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"):
        return [
            warning(
                _AREA,
                "No clipboard tool is installed: copies go to the terminal, and may not arrive.",
                _INSTALL,
            )
        ]
    return [_terminal(env, "Without a display, copies go to the terminal's clipboard (OSC 52)")]


def _terminal(env: Mapping[str, str], text: str) -> Finding:
    if not env.get("TMUX") or _tmux_passes(env):
        return ok(_AREA, text)
    return warning(
        _AREA,
        f"{text}, and tmux drops them.",
        "Let it pass them on: tmux set -g set-clipboard on (in ~/.tmux.conf: for good)",
    )


def _tmux_passes(env: Mapping[str, str]) -> bool:
    for option, values in (("set-clipboard", ("on",)), ("allow-passthrough", ("on", "all"))):
        done = _run(["tmux", "show-options", "-gv", option], env)
        if done is None or done[1].strip() in values:  # a tmux that does not tell may pass it
            return True
    return False


def _tool(env: Mapping[str, str]) -> str:
    """Returns the tool that pyperclip would take; empty for none."""
    path = env.get("PATH", os.defpath)
    for tool, (display, reading) in _TOOLS.items():
        programs = {tool, reading[0]}
        if env.get(display) and all(shutil.which(each, path=path) for each in programs):
            return tool
    return ""


def _fault(tool: str, env: Mapping[str, str]) -> str:
    display, reading = _TOOLS[tool]
    done = _run(reading, env)
    if done is None:
        return f"does not answer within {_PATIENCE:g} s"
    lost = any(word in done[2].lower() for word in ("open display", "failed to connect"))
    return f"cannot reach the display {safe_text(env[display], 40)}" if done[0] and lost else ""


def _run(words: Sequence[str], env: Mapping[str, str]) -> tuple[int, str, str] | None:
    """Returns status, stdout and stderr; None where the program is missing or too slow."""
    own = {name: value for name, value in env.items() if not name.startswith("AWS_")}
    program = shutil.which(words[0], path=env.get("PATH", os.defpath))
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603
            [program, *words[1:]],
            env=own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode, done.stdout, done.stderr


def _is_wsl() -> bool:
    try:
        with open("/proc/version", encoding="utf-8", errors="replace") as file:
            return "microsoft" in file.read().lower()
    except OSError:
        return False
