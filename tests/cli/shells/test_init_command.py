"""`rolecall init`: its output for each shell."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rolecall.cli.shells import SHELLS, script
from tests.drivers.program import Program
from tests.drivers.shells import Place, command_of

AWKWARD = '/it\'s/a "bin"/$HOME/`touch pwned`/\\back\\\\/é’s'


def test_the_screen_gets_the_line_for_the_rc_file(program: Program) -> None:
    talk = program.talk(["init", "bash"], [], captured=False)
    assert talk.shown.endswith('hint: Put this in ~/.bashrc: eval "$(rolecall init bash)"\r\n')
    assert "hint" not in program.talk(["init", "bash"], []).shown


def test_a_shell_we_do_not_know_is_named(program: Program) -> None:
    done = program.run("init", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "bash, zsh, fish, powershell" in done.stderr


@pytest.mark.parametrize("shell", list(SHELLS))
def test_it_needs_no_file_of_the_user(shell: str, program: Program) -> None:
    for folder in (program.home, Path(program.paths.config_file).parent):
        shutil.rmtree(folder, ignore_errors=True)
    done = program.run("init", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_rolecall_in_front" not in done.stdout.splitlines()[1]
    assert "_rolecall_in_front" in program.run("init", shell, "--prompt").stdout.splitlines()[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "zsh no_nomatch", "zsh strict", "fish"])
def test_the_path_of_the_program_arrives_whole(shell: str, place: Place) -> None:
    name = shell.split()[0]
    (place.folder / "init").write_text(script(name, AWKWARD, in_front=False))
    show = 'printf "%s" "$_rolecall_program"'
    options = "setopt rc_quotes\n" if name == "zsh" else ""
    done = place.run(name, f"{options}source ./init; {show}")
    assert (done.stdout, done.stderr) == (AWKWARD, "")
    assert not (place.folder / "pwned").exists()


def test_nothing_is_left_behind_but_our_names(place: Place) -> None:
    lists = {
        "bash": "compgen -v; compgen -A function",
        "zsh": "print -l ${(k)parameters} ${(k)functions}",
        "fish": "set -n; functions -an",
    }
    for shell, names in lists.items():
        text = script(shell, "/bin/rolecall", in_front=True)
        done = place.run(shell, f"{names} >before\n{text}\n{names} >after\n")
        assert done.stderr == ""
        before, after = (
            set((place.folder / file).read_text().split()) for file in ("before", "after")
        )
        ours = re.compile("_?rolecall.*|assume-role|ROLECALL_PROMPT")
        known = {"PROMPT_COMMAND", "precmd_functions", "EPOCHSECONDS", "BASH_REMATCH", "PIPESTATUS"}
        assert {name for name in after - before if not ours.fullmatch(name)} <= known
        for file in ("before", "after"):
            (place.folder / file).unlink()


def test_shellcheck_finds_nothing_in_the_bash_script() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    text = script("bash", "/bin/rolecall", in_front=True)
    done = subprocess.run(
        ["shellcheck", "--shell=bash", "-"],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_itself_finds_no_fault(shell: str, place: Place) -> None:
    (place.folder / "init").write_text(script(shell, AWKWARD, in_front=True))
    check = [*command_of(shell), "-n", "init"]
    done = subprocess.run(check, cwd=place.folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


# Syntax that bash 3.2, the one of macOS, does not know.
NEWER = (
    r"\bmapfile\b|\breadarray\b|declare -[Ag]|local -[An]|\$\{[A-Za-z_]+(?:,,|\^\^|@)|&>>|\|&"
    r"|\$\{[A-Za-z_]+:\s*-?[0-9]+:\s*-|compopt|coproc|\[-1\]|;&"
)


def test_the_bash_script_is_one_for_bash_3_2() -> None:
    text = script("bash", "/bin/rolecall", in_front=True)
    # Older ones have no compopt, and say so where nobody reads it.
    text = re.sub(r"\\builtin compopt -o filenames 2>/dev/null", "", text)
    assert not re.findall(NEWER, text)


PAIRS = {")": "(", "}": "{", "]": "["}
STRINGS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"`]|`.|\"\")*\"|#.*")


@pytest.mark.parametrize("program", ["/bin/rolecall", AWKWARD])
def test_the_powershell_script_is_balanced(program: str) -> None:
    """Without PowerShell to parse it, check at least that brackets and quotes are balanced."""
    text = STRINGS.sub("", script("powershell", program, in_front=True))
    assert "'" not in text
    assert '"' not in text
    open_ones: list[str] = []
    for sign in text:
        if sign in PAIRS.values():
            open_ones.append(sign)
        elif sign in PAIRS:
            assert open_ones.pop() == PAIRS[sign]
    assert not open_ones
