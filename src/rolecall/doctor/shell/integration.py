"""The shell integration, and the programs that the shell finds on PATH."""

import glob
import os
import re
import shutil
from collections.abc import Iterator

from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.handover.process.own_program import own_program
from rolecall.handover.shell.dialects import parent_name

ACTIVE = "ROLECALL_INTEGRATION"  # set by the functions of `rolecall init`, to the shell's name

_AREA = Area.INTEGRATION
_LINE = re.compile(r"^[^#\n]*\brolecall\s+init\s+(\w+)", re.MULTILINE)
_LINES = {
    "bash": ("~/.bashrc", 'eval "$(rolecall init bash)"'),
    "zsh": ("~/.zshrc", 'eval "$(rolecall init zsh)"'),
    "fish": ("~/.config/fish/config.fish", "rolecall init fish | source"),
}
_LARGEST = 1 << 20  # characters of an rc file that are searched


def integration_findings(setup: Setup) -> list[Finding]:
    """Returns whether the integration is loaded, and which programs PATH leads to."""
    return [_of_shell(setup), *_programs(setup)]


def _of_shell(setup: Setup) -> Finding:
    env = setup.env
    if env.get(ACTIVE):
        return ok(_AREA, f"Loaded in this shell ({safe_text(env[ACTIVE], 20)})")
    shell = _shell(setup)
    if shell not in _LINES:
        return warning(
            _AREA,
            "Not loaded: `rolecall` cannot change this shell.",
            "rolecall docs shell shows the line for your shell, and the way without it.",
        )
    file, line = _LINES[shell]
    for path in _rc_files(shell, setup):
        for loaded in _LINE.findall(_text_of(path)):
            name = safe_text(setup.shown(path))
            if loaded != shell:
                return warning(
                    _AREA,
                    f"{name} loads the integration for {safe_text(loaded, 20)}, but is {shell}'s.",
                    f"Change the line there to: {line}",
                )
            if not setup.has_terminal:  # a script, a cron job: no shell loads it there
                return ok(_AREA, f"{name} loads it")
            return warning(
                _AREA,
                f"{name} loads it, but this shell has not read that line.",
                f"Open a new terminal, or: source {name}",
            )
    return warning(
        _AREA,
        "Not set up: `rolecall` cannot change your shell, nor complete its arguments.",
        f"Put this in {file}: {line}",
    )


def _shell(setup: Setup) -> str:
    """Returns the name of the shell that called, else that of the user's login shell."""
    parent = (parent_name() or "").lstrip("-")
    return parent if parent in _LINES else os.path.basename(setup.env.get("SHELL", ""))


def _rc_files(shell: str, setup: Setup) -> list[str]:
    env = setup.env
    home = env.get("HOME", "")
    if shell == "fish":
        folder = os.path.join(env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "fish")
        more = sorted(glob.glob(os.path.join(glob.escape(folder), "conf.d", "*.fish")))
        return [os.path.join(folder, "config.fish"), *more]
    if shell == "zsh":
        folder = env.get("ZDOTDIR") or home
        return [os.path.join(folder, name) for name in (".zshrc", ".zprofile", ".zshenv")]
    names = (".bashrc", ".bash_profile", ".bash_login", ".profile")
    return [os.path.join(home, name) for name in names]


def _text_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_LARGEST)
    except OSError:
        return ""


def _programs(setup: Setup) -> Iterator[Finding]:
    path = setup.env.get("PATH", os.defpath)
    own, found = own_program()[0], shutil.which("rolecall", path=path)
    folder = safe_text(setup.shown(os.path.dirname(own)))
    if found is None:
        yield warning(
            _AREA,
            "rolecall is not on PATH: other programs and scripts do not find it.",
            f"Add its folder to PATH: {folder}",
        )
    elif os.path.realpath(found) != os.path.realpath(own) and os.path.basename(own)[:6] != "python":
        yield warning(
            _AREA,
            f"PATH leads to another rolecall: {safe_text(setup.shown(found))}.",
            f"Remove it, or put {folder} before it in PATH.",
        )
    else:
        yield ok(_AREA, f"rolecall on PATH: {safe_text(setup.shown(found))}")
    classic = shutil.which("assume-role", path=path)
    if classic and b"rolecall" not in _bytes_of(classic):
        yield warning(
            _AREA,
            f"assume-role on PATH is another program: {safe_text(setup.shown(classic))}.",
            f"Remove it, or put {folder} before it in PATH; scripts run it until then.",
        )


def _bytes_of(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST)
    except OSError:
        return b""
