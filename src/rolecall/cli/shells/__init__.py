"""The scripts that `rolecall init` prints, one per shell, and the variables set before them."""

import os
from collections.abc import Callable
from typing import NamedTuple

from rolecall.cli.shells import hidden
from rolecall.core import countdown


class Shell(NamedTuple):
    """A shell that has scripts.

    `assignment` returns the line that sets a variable to a text, quoted by the shell's grammar.
    `hidden` returns the line that sets _rolecall_hidden, the characters to show as escapes.
    """

    scripts: tuple[str, ...]
    use: str  # the line for the rc file, and where it goes
    assignment: Callable[[str, str], str]
    hidden: Callable[[], str]


def script(shell: str, program: str, in_front: bool) -> str:
    """Returns the whole text for `shell`, one of SHELLS.

    `program`: the path its functions start where no `rolecall` is on PATH. `in_front`: whether the
    script itself puts the segment before the user's prompt.
    """
    chosen = SHELLS[shell]
    parts = [chosen.assignment("_rolecall_program", program)]
    if in_front:
        parts.append(chosen.assignment("_rolecall_in_front", "yes"))
    parts.append(chosen.assignment("_rolecall_ending", str(countdown.ENDING)))
    parts.append(chosen.hidden())
    for name in chosen.scripts:
        path = os.path.join(os.path.dirname(__file__), name)
        with open(path, encoding="utf-8") as file:
            parts.append(file.read())
    return "\n".join(parts)


def _posix(name: str, text: str) -> str:
    quoted = "'" + text.replace("'", "'\\''") + "'"
    return f"{name}={quoted}"


def _fish(name: str, text: str) -> str:
    # Within single quotes fish takes \\ and \' as escapes, and nothing else.
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"set -g {name} {quoted}"


def _powershell(name: str, text: str) -> str:
    # PowerShell reads typographic quotes as quotes too; doubled, each stands for itself.
    doubled = "".join(sign * 2 if sign in "'‘’‚‛" else sign for sign in text)
    return f"$global:{name} = '{doubled}'"


SHELLS = {
    "bash": Shell(
        ("rolecall.bash", "captured.bash", "segment.bash", "prompt.bash", "aliases.bash"),
        'in ~/.bashrc: eval "$(rolecall init bash)"',
        _posix,
        hidden.code_points,
    ),
    "zsh": Shell(
        ("rolecall.zsh", "captured.zsh", "segment.zsh", "prompt.zsh", "aliases.zsh"),
        'in ~/.zshrc: eval "$(rolecall init zsh)"',
        _posix,
        hidden.code_points,
    ),
    "fish": Shell(
        ("rolecall.fish",),
        "in ~/.config/fish/config.fish: rolecall init fish | source",
        _fish,
        lambda: _fish("_rolecall_hidden", hidden.pcre()),
    ),
    "powershell": Shell(
        ("rolecall.ps1",),
        "in $PROFILE: rolecall init powershell | Out-String | Invoke-Expression",
        _powershell,
        lambda: _powershell("_rolecall_hidden", hidden.dotnet()),
    ),
}
