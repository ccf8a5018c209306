"""The `assume-role` script in real shells: executed and sourced."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "src" / "scripts" / "assume-role"
START = {
    "bash": ["bash", "--norc", "--noprofile"],
    "zsh": ["zsh", "-f"],
    "dash": ["dash"],
    "fish": ["fish", "--no-config"],
    "bash --posix": ["bash", "--norc", "--noprofile", "--posix"],
}
FAKE = """#!/bin/sh
# Says what it was asked on stderr, and prints export lines, nothing, or help; or fails.
echo "$0: $*" >&2
test "$1" = assume-role || exit 64
test $# -gt 1 || { test -t 0 && echo "picker on a terminal" >&2; set -- "$1" picked read; }
case $2 in
    refused) exit 7 ;;
    half) printf 'export AWS_ACCOUNT_NAME="half";\\n'; exit 130 ;;
    --help) printf 'usage: assume-role `touch pwned`\\n' ;;
    --clear) printf 'unset AWS_ACCOUNT_NAME;\\n' ;;
    silent) ;;
    *) printf 'export AWS_ACCOUNT_NAME="%s";\\nexport AWS_ACCOUNT_ROLE="%s";\\n' "$2" "${3-read}" ;;
esac
"""


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The installed script, in a folder with an awkward name, with `rolecall` beside it."""
    folder = tmp_path / 'it\'s a "bin" $folder'
    program(folder / "rolecall", FAKE)
    return program(folder / "assume-role", SCRIPT.read_text())


def start(shell: str) -> list[str]:
    command = START[shell]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return command


def run(
    shell: str, script: str, installed: Path, cwd: Path | None = None, path: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*start(shell), "-c", script],
        cwd=cwd or installed.parent.parent,
        env={
            "PATH": path or os.environ["PATH"],
            "HOME": str(installed.parent.parent),
            "SCRIPT": str(installed),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "dash"])
def test_executed_it_becomes_the_rolecall_beside_it(shell: str, installed: Path) -> None:
    for command in ('"$SCRIPT"', f'{START[shell][0]} "$SCRIPT"'):
        done = run(shell, f"{command} production 'a b' '*'", installed)
        assert done.returncode == 0
        assert done.stdout.startswith('export AWS_ACCOUNT_NAME="production";\n')
        assert done.stderr == f"{installed.parent}/rolecall: assume-role production a b *\n"


def test_executed_it_keeps_the_exit_status(installed: Path) -> None:
    assert run("dash", '"$SCRIPT" refused', installed).returncode == 7


def test_executed_under_another_name_it_still_works(installed: Path) -> None:
    other = installed.parent / "ar"
    other.symlink_to(installed)
    done = run("dash", 'dash "${SCRIPT%/*}/ar" production', installed)
    assert done.stdout.startswith('export AWS_ACCOUNT_NAME="production";\n')


def test_executed_alone_it_becomes_the_rolecall_on_the_path(
    installed: Path, tmp_path: Path
) -> None:
    on_path = program(tmp_path / "elsewhere" / "rolecall", FAKE)
    (installed.parent / "rolecall").unlink()
    path = f"{on_path.parent}:/usr/bin:/bin"
    done = run("dash", '"$SCRIPT" production', installed, path=path)
    assert done.stderr == f"{on_path}: assume-role production\n"
    done = run("dash", 'cd "${SCRIPT%/*}" && sh assume-role production', installed, path=path)
    assert done.stderr == f"{on_path}: assume-role production\n"


def test_executed_without_any_rolecall_it_says_so(installed: Path) -> None:
    (installed.parent / "rolecall").unlink()
    done = run("dash", '"$SCRIPT" production', installed, path="/usr/bin:/bin")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


STRICT = {"bash": "set -u; set -e", "zsh": "setopt no_unset err_exit ksh_arrays glob_subst"}


@pytest.fixture(params=list(STRICT))
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_sourced_its_function_changes_this_shell(shell: str, installed: Path) -> None:
    script = """
        source "$SCRIPT"
        echo "sourced: $?"
        assume-role production admin
        echo "$? $AWS_ACCOUNT_NAME $AWS_ACCOUNT_ROLE"
        sh -c 'echo "child: $AWS_ACCOUNT_NAME"'
        assume-role --clear
        echo "$? ${AWS_ACCOUNT_NAME-unset}"
    """
    for options in ("", STRICT[shell]):
        done = run(shell, options + script, installed)
        assert done.stdout.splitlines() == [
            "sourced: 0",
            "0 production admin",
            "child: production",
            "0 unset",
        ]


def test_sourced_as_people_write_it(shell: str, installed: Path) -> None:
    path = f"{installed.parent}:{os.environ['PATH']}"
    # Twice, and unquoted in a folder without blanks, as in the classic's documentation.
    plain = installed.parent.parent / "bin"
    plain.symlink_to(installed.parent)
    script = """
        source $(which assume-role); source $(which assume-role)
        assume-role production; echo $AWS_ACCOUNT_NAME
    """
    done = run(shell, script, installed, path=f"{plain}:{path}")
    assert done.stdout == "production\n"


@pytest.mark.parametrize("name", ["refused", "half"])
def test_sourced_a_failure_keeps_its_status_and_the_old_role(
    shell: str, installed: Path, name: str
) -> None:
    script = f"""
        source "$SCRIPT"
        export AWS_ACCOUNT_NAME=old
        assume-role {name} && echo went on
        assume-role {name} || echo "$? $AWS_ACCOUNT_NAME"
    """
    done = run(shell, script, installed)
    assert done.stdout == {"refused": "7 old\n", "half": "130 old\n"}[name]


def test_sourced_a_failure_stops_a_strict_shell(shell: str, installed: Path) -> None:
    script = '; source "$SCRIPT"; assume-role refused; echo went on'
    done = run(shell, STRICT[shell] + script, installed)
    assert done.stdout == ""
    assert done.returncode == 7


def test_sourced_by_a_relative_path_it_works_from_any_folder(shell: str, installed: Path) -> None:
    script = "; source ./assume-role; cd /; assume-role production; echo $AWS_ACCOUNT_NAME"
    done = run(shell, STRICT[shell] + script, installed, cwd=installed.parent)
    assert done.stdout == "production\n"
    assert str(installed.parent) in done.stderr


def test_sourced_twice_and_in_a_function_it_leaves_nothing_behind(
    shell: str, installed: Path
) -> None:
    names = "compgen -v" if shell == "bash" else "print -l ${(k)parameters}"
    functions = "compgen -A function" if shell == "bash" else "print -l ${(k)functions}"
    script = f"""
        load() {{ source "$SCRIPT"; }}
        load; source "$SCRIPT"; assume-role production
        {{ {names}; {functions}; }} | grep -i -e rolecall -e assume -e '^AWS' | sort
        type load >/dev/null && echo "$#: $*"
    """
    done = run(shell, script, installed)
    assert done.stdout.split() == ["AWS_ACCOUNT_NAME", "AWS_ACCOUNT_ROLE", "assume-role", "0:"]


def test_sourced_help_is_shown_and_not_run(shell: str, installed: Path, tmp_path: Path) -> None:
    done = run(shell, 'source "$SCRIPT"; assume-role --help; echo $?', installed)
    assert done.stdout == "usage: assume-role `touch pwned`\n0\n"
    assert not (tmp_path / "pwned").exists()
    assert run(shell, 'source "$SCRIPT"; assume-role silent; echo $?', installed).stdout == "0\n"


def test_sourced_without_arguments_the_picker_has_the_terminal(shell: str, installed: Path) -> None:
    ours, theirs = pty.openpty()
    script = 'source "$SCRIPT"; assume-role; echo "$? $AWS_ACCOUNT_NAME"'
    done = subprocess.run(
        [*start(shell), "-c", script],
        env={**os.environ, "SCRIPT": str(installed)},
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=30,
    )
    os.close(ours)
    os.close(theirs)
    assert "picker on a terminal" in done.stderr
    assert done.stdout == "0 picked\n"


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "fish"])
def test_sourced_where_it_cannot_work_it_says_so_in_one_line(shell: str, installed: Path) -> None:
    status = "$status" if shell == "fish" else "$?"
    done = run(shell, f'. "$SCRIPT"; echo "went on {status}"', installed)
    assert done.stdout == "went on 1\n"
    assert done.stderr.startswith("assume-role: ")
    assert done.stderr.count("\n") == 1
    assert "rolecall: " not in done.stderr


@pytest.mark.parametrize("shell", ["dash", "fish"])
def test_the_way_it_then_names_works(shell: str, installed: Path) -> None:
    path = f"{installed.parent}:{os.environ['PATH']}"
    named = run(shell, '. "$SCRIPT"', installed, path=path).stderr.rstrip("\n").split("run: ")[1]
    command = named.replace("ACCOUNT ROLE", "production read")
    done = run(shell, f"{command}; echo $AWS_ACCOUNT_NAME", installed, path=path)
    assert done.stdout == "production\n"


def test_sourced_nothing_secret_gets_into_a_file_or_a_log(shell: str, installed: Path) -> None:
    script = """
        source "$SCRIPT"
        ( assume-role production; echo "[$AWS_ACCOUNT_NAME]" ) >| file
        { assume-role production && echo "[$AWS_ACCOUNT_NAME]"; } | tee log
        assume-role production >| other & wait
        cat file other
    """
    for options in ("", STRICT[shell]):
        assert run(shell, options + script, installed).stdout == "[production]\n[production]\n"
