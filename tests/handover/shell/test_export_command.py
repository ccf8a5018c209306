"""The export command, which has no secrets, run by each shell."""

import shutil
import subprocess
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.handover.shell.export_command import export_command

SHELLS = ("sh", "bash", "zsh", "fish", "pwsh")
HOSTILE = (
    "prod",
    "123456789012",
    "=ls",
    "a b",
    "a'b",
    'a"b',
    "$(touch pwned)",
    "`touch pwned`",
    "x; touch pwned",
    "a\\'; touch pwned; '",
    "*",
    "~root",
    "{a,b}",
    "!!",
    "it’s",
    "-n",
    "arn:aws:iam::123456789012:role/ops/read@x",
)
# A fake program: records its arguments, and prints what the test sets.
STAND_IN = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word" >> words; done
cat lines 2>/dev/null; exit "$(cat status)"
"""


def run(shell: str, folder: Path, command: str, *, status: int = 0, lines: str = "") -> str:
    """The output of a shell that ran the command, and then `after` if that succeeded."""
    if shutil.which(shell) is None:
        pytest.skip(f"not installed: {shell}")
    program = folder / "bin" / "rolecall"
    program.parent.mkdir(exist_ok=True)
    program.write_text(STAND_IN)
    program.chmod(0o755)
    (folder / "status").write_text(str(status))
    (folder / "lines").write_text(lines)
    then = "; and echo $ARRIVED" if shell == "fish" else ' && echo "$ARRIVED"'
    if shell == "pwsh":
        then = "; echo $env:ARRIVED"
    done = subprocess.run(
        [shell, "-c", command + then],
        cwd=folder,
        env={"PATH": f"{program.parent}:/usr/bin:/bin:/usr/local/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout


def dialect(shell: str) -> str:
    return "powershell" if shell == "pwsh" else shell


@pytest.mark.parametrize("shell", SHELLS)
def test_S01_every_word_of_the_command_arrives_as_it_is(shell: str, tmp_path: Path) -> None:
    run(shell, tmp_path, export_command(HOSTILE, dialect(shell)))
    words = (tmp_path / "words").read_text().splitlines()
    named = ["--shell", dialect(shell)] if shell in ("fish", "pwsh") else []
    assert words == ["export", *HOSTILE, *named]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_what_it_prints_is_evaluated(shell: str, tmp_path: Path) -> None:
    line = {"fish": "set -gx ARRIVED 'yes';", "pwsh": "$env:ARRIVED = 'yes';"}
    lines = line.get(shell, "export ARRIVED=yes;") + "\n"
    assert run(shell, tmp_path, export_command(["prod"], dialect(shell)), lines=lines) == "yes\n"


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh"])
def test_when_it_fails_what_follows_is_not_done(shell: str, tmp_path: Path) -> None:
    assert run(shell, tmp_path, export_command(["prod"], shell), status=1) == ""


def test_plain_words_are_not_dressed_up() -> None:
    command = export_command(["production", "ops/read", "--region", "eu-west-1"], "bash")
    line = "rolecall export production ops/read --region eu-west-1"
    assert command == f'out="$({line})" && eval "$out"'


@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_that_no_shell_can_be_given_is_refused(shell: str) -> None:
    with pytest.raises(Refused):
        export_command(["a\nb"], dialect(shell))
