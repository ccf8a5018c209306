"""Real shells with the integration, and a fake `rolecall` that records its arguments."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

PATIENCE = 60.0  # seconds; a deadline against hangs, not a measure
START = {
    "bash": ["bash", "--norc", "--noprofile"],
    "zsh": ["zsh", "-f"],
    "fish": ["fish", "--no-config"],
}
# The rc file's line, and options under which scripts fail most easily.
LINE = {
    "bash": 'eval "$(command rolecall init bash)"\n',
    "zsh": 'eval "$(command rolecall init zsh)"\n',
    "fish": "command rolecall init fish | source\n",
}
WITH_PROMPT = {
    name: line.replace(f"init {name}", f"init {name} --prompt") for name, line in LINE.items()
}
ROLE = {"AWS_ACCOUNT_NAME": "production", "AWS_ACCOUNT_ROLE": "admin"}
ESCAPES = re.compile("\x1b\\[[0-9;]*m|\x1b\\(B|[\x01\x02]")
STRICT = {
    "bash": "set -eu; set -o noclobber; IFS=:/e; CDPATH=/; shopt -s nullglob failglob\n",
    "zsh": "setopt no_unset err_exit ksh_arrays glob_subst sh_word_split no_clobber"
    " warn_create_global nomatch ksh_typeset rc_quotes null_glob extended_glob; IFS=:/e\n",
    "zsh no_nomatch": "setopt no_nomatch posix_builtins csh_null_glob err_return ignore_braces\n",
}
FAKE = """#!/bin/sh
# The real program prints scripts and candidates. All else is answered here, and told on stderr.
case ${1-} in
    init | complete) exec "$PYTHON" -m rolecall "$@" ;;
    export) test -z "${SEEN-}" || { shift; printf '%s\\0' "$@" >> "$SEEN"; printf . >> "$SEEN"; } ;;
esac
echo "asked: $*" >&2
case ${1-} in
    assume-role) test "$2" = --shell || exit 64; dialect=$3; shift 3 ;;
    --shell) dialect=$2; set -- "${PICK-picked}" ;;
    raw) cat; printf '%s|' "$@"; printf 'a\\0b  *\\n\\n'; exit 5 ;;
    *) printf 'export AWS_ACCOUNT_NAME="of export";\\n'; exit 0 ;;
esac
case $1 in
    refused) exit 7 ;;
    half) printf 'export AWS_ACCOUNT_NAME="half";\\n'; exit 130 ;;
    --help) printf 'usage: assume-role `touch pwned`\\n' ;;
    --clear) if test $dialect = fish; then echo 'set -e AWS_ACCOUNT_NAME; true;'
        else echo 'unset AWS_ACCOUNT_NAME;'; fi ;;
    silent) ;;
    *) printf 'export AWS_ACCOUNT_NAME="%s";\\nexport AWS_ACCOUNT_ROLE="%s";\\n' "$1" "${2-read}" ;;
esac
"""


def command_of(shell: str) -> list[str]:
    """The command of a shell without the user's rc files; skips if it is not installed."""
    command = START[shell.partition(" ")[0]]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return command


class Place(NamedTuple):
    """A working folder, an empty HOME, and an environment with the fake program."""

    folder: Path
    env: dict[str, str]

    def run(
        self, shell: str, script: str, env: Mapping[str, str] = {}, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a script in the shell, without a terminal; it is read line by line, as if typed."""
        file = self.folder.parent / "script"
        file.write_text(script)
        return subprocess.run(
            [*command_of(shell), str(file)],
            cwd=self.folder,
            env={**self.env, **env},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            start_new_session=True,
        )

    def typed(
        self, shell: str, lines: str, env: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[str]:
        """Run an interactive shell, with prompts, that reads these lines."""
        return subprocess.run(
            [*command_of(shell), "-i"],
            cwd=self.folder,
            env={**self.env, **env},
            input=lines,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            start_new_session=True,
        )

    def with_rc(
        self, shell: str, rc: str, lines: str, env: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[str]:
        """The same with an rc file, from the first prompt after it."""
        file = self.folder.parent / ".zshrc"
        file.write_text(rc)
        start = {
            "bash": ["bash", "--noprofile", "--rcfile", str(file), "-i"],
            "zsh": ["zsh", "-d", "-i"],
            "fish": ["fish", "--no-config", "--init-command", f"source {file}", "-i"],
        }[command_of(shell)[0]]
        return subprocess.run(
            start,
            cwd=self.folder,
            env={**self.env, "ZDOTDIR": str(file.parent), **env},
            input=lines,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            start_new_session=True,
        )

    def integrated(
        self, shell: str, script: str, env: Mapping[str, str] = {}, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """The same after the rc file's line; `shell` may name a row of STRICT."""
        name, _, strict = shell.partition(" ")
        options = STRICT.get(f"{name} {strict}" if strict != "strict" else name, "")
        before = options if strict else ""
        return self.run(name, before + LINE[name] + script, env, stdin)


def make_place(folder: Path) -> Place:
    bin_folder = folder / "it's a bin"
    work = folder / "work"
    home = folder / "home"
    for made in (bin_folder, work, home):
        made.mkdir()
    program = bin_folder / "rolecall"
    program.write_text(FAKE)
    program.chmod(0o755)
    env = {
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "HOME": str(home),
        "PYTHON": sys.executable,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    return Place(work, env)


def plain(text: str) -> str:
    """The text without colours, and without the marks of what has no width."""
    return ESCAPES.sub("", text)
