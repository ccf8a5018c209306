"""The functions `rolecall` and `assume-role`: which output they evaluate, and which not."""

from pathlib import Path

import pytest

from tests.drivers.shells import LINE, Place

POSIX = ("bash", "bash strict", "zsh", "zsh strict", "zsh no_nomatch")


@pytest.fixture(params=POSIX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_assume_role_changes_this_shell(shell: str, place: Place) -> None:
    done = place.integrated(
        shell,
        """
        assume-role production admin
        echo "$? $AWS_ACCOUNT_NAME $AWS_ACCOUNT_ROLE"
        sh -c 'echo "child: $AWS_ACCOUNT_NAME"'
        assume-role --clear
        echo "$? ${AWS_ACCOUNT_NAME-unset}"
        """,
    )
    assert done.stdout.splitlines() == [
        "0 production admin",
        "child: production",
        "0 unset",
    ]
    dialect = shell.split()[0]
    assert done.stderr.splitlines() == [
        f"asked: assume-role --shell {dialect} production admin",
        f"asked: assume-role --shell {dialect} --clear",
    ]


def test_rolecall_alone_changes_this_shell(shell: str, place: Place) -> None:
    done = place.integrated(shell, 'rolecall; echo "$? $AWS_ACCOUNT_NAME"')
    assert (done.stdout, done.stderr) == ("0 picked\n", f"asked: --shell {shell.split()[0]}\n")


def test_the_picker_left_changes_nothing_and_is_130(shell: str, place: Place) -> None:
    script = 'AWS_ACCOUNT_NAME=old; rolecall || echo "$? $AWS_ACCOUNT_NAME"'
    assert place.integrated(shell, script, {"PICK": "half"}).stdout == "130 old\n"


@pytest.mark.parametrize(("name", "status"), [("refused", 7), ("half", 130)])
def test_a_failure_keeps_its_status_and_the_old_role(
    shell: str, place: Place, name: str, status: int
) -> None:
    done = place.integrated(
        shell,
        f"""
        export AWS_ACCOUNT_NAME=old
        assume-role {name} && echo went on
        assume-role {name} || echo "$? $AWS_ACCOUNT_NAME"
        """,
    )
    assert done.stdout == f"{status} old\n"


@pytest.mark.parametrize("strict", ["bash strict", "zsh strict"])
def test_a_failure_stops_a_strict_shell(strict: str, place: Place) -> None:
    done = place.integrated(strict, "assume-role refused; echo went on")
    assert (done.stdout, done.returncode) == ("", 7)
    done = place.integrated(strict, "rolecall raw; echo went on")
    assert done.returncode == 5
    assert "went on" not in done.stdout


def test_every_other_command_passes_byte_for_byte(shell: str, place: Place) -> None:
    words = "raw 'a  b' '*' '' -- --stay '$HOME'"
    script = f"""
        printf 'in\\n\\n' | rolecall {words} > ours || echo $?
        printf 'in\\n\\n' | command rolecall {words} > theirs || echo $?
    """
    done = place.integrated(shell, script)
    assert done.stdout == "5\n5\n"
    ours = (place.folder / "ours").read_bytes()
    assert ours == (place.folder / "theirs").read_bytes()
    assert ours == b"in\n\nraw|a  b|*||--|--stay|$HOME|a\0b  *\n\n"


def test_a_captured_export_still_prints(shell: str, place: Place) -> None:
    script = """
        out="$(rolecall export production)" && printf '%s' "$out"
        echo " ${AWS_ACCOUNT_NAME-unset}"
    """
    done = place.integrated(shell, script)
    assert done.stdout == 'export AWS_ACCOUNT_NAME="of export"; unset\n'


def test_stay_is_passed_on(shell: str, place: Place) -> None:
    done = place.integrated(shell, 'rolecall --stay; echo "${AWS_ACCOUNT_NAME-unset}"')
    assert done.stderr == "asked: --stay\n"
    assert done.stdout.endswith("unset\n")


def test_the_line_of_the_classic_still_works(shell: str, place: Place) -> None:
    """Captured in a subshell, the function prints what the command would."""
    script = """
        out="$(assume-role production admin)" && eval "$out"; echo "$AWS_ACCOUNT_NAME"
        out="$(rolecall)" && eval "$out"; echo "$AWS_ACCOUNT_NAME"
    """
    assert place.integrated(shell, script).stdout == "production\npicked\n"


def test_lines_do_not_get_into_a_log(shell: str, place: Place) -> None:
    script = 'assume-role production >| log; echo "$AWS_ACCOUNT_NAME"'
    assert place.integrated(shell, script).stdout == "production\n"
    assert (place.folder / "log").read_text() == ""


def test_help_is_shown_and_not_run(shell: str, place: Place) -> None:
    done = place.integrated(shell, "assume-role --help; assume-role silent; echo $?")
    assert done.stdout == "usage: assume-role `touch pwned`\n0\n"
    assert not (place.folder / "pwned").exists()


def test_twice_in_one_rc_file_is_once(shell: str, place: Place) -> None:
    name = shell.split()[0]
    count = 'for hook in "${PROMPT_COMMAND-}"; do printf "%s\\n" "$hook"; done'
    if name == "zsh":
        count = 'print -rl -- "${precmd_functions[@]}"'
    done = place.integrated(shell, f"{LINE[name]} assume-role production; {count}")
    assert done.returncode == 0
    assert done.stderr == f"asked: assume-role --shell {name} production\n"
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_aliases_and_functions_of_like_names_fool_nobody(name: str, place: Place) -> None:
    script = f"""
        {"shopt -s expand_aliases" if name == "bash" else "setopt aliases"}
        alias rolecall='echo alias' assume-role='echo alias'
        alias eval='echo alias' printf='echo alias' print='echo alias' type='echo alias'
        alias local='echo alias' command='echo alias' builtin='echo alias' whence='echo alias'
        function command {{ echo "function"; }}
        function printf {{ echo "function"; }}
        function print {{ echo "function"; }}
        function eval {{ echo "function"; }}
        text="$(env rolecall init {name})"
        \\builtin eval "$text"
        \\assume-role production; echo "$? $AWS_ACCOUNT_NAME"
        \\rolecall; echo "$? $AWS_ACCOUNT_NAME"
        \\rolecall raw x </dev/null | od -c | head -n 1
        \\assume-role --help
    """
    done = place.run(name, script)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["0 production", "0 picked"]
    assert "r   a   w   |   x   |   a" in lines[2]
    assert lines[3] == "usage: assume-role `touch pwned`"


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_an_alias_of_the_users_may_add_words(name: str, place: Place) -> None:
    script = f"""
        {"shopt -s expand_aliases" if name == "bash" else "setopt aliases"}
        alias assume-role='assume-role production'
        {LINE[name]}
        assume-role admin
        echo "$AWS_ACCOUNT_NAME $AWS_ACCOUNT_ROLE"
    """
    assert place.run(name, script).stdout == "production admin\n"


def test_it_works_when_path_changes(shell: str, place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "rolecall").write_text('#!/bin/sh\necho "other: $*"\n')
    (other / "rolecall").chmod(0o755)
    script = f"""
        PATH={other}:/usr/bin:/bin
        rolecall list
        PATH=/usr/bin:/bin
        rolecall --version
        _rolecall_program=
        rolecall list || echo $?
    """
    done = place.integrated(shell, script)
    lines = done.stdout.splitlines()
    assert lines[0] == "other: list"
    assert lines[1].startswith("rolecall ")  # the real program, which printed the script
    assert lines[2] == "127"
    assert done.stderr == "rolecall: the program is not on PATH\n"


def test_posix_bash_which_takes_no_such_name_still_has_rolecall(place: Place) -> None:
    script = 'set -o posix; eval "$(env rolecall init bash)"; rolecall; echo "$AWS_ACCOUNT_NAME"'
    done = place.run("bash", script)
    assert done.stdout == "picked\n"
    assert done.stderr == "asked: --shell bash\n"


def test_fish_is_changed_by_the_functions_alone(place: Place) -> None:
    done = place.integrated(
        "fish",
        LINE["fish"]
        + """
        assume-role production admin; echo "$status $AWS_ACCOUNT_NAME $AWS_ACCOUNT_ROLE"
        sh -c 'echo "child: $AWS_ACCOUNT_NAME"'
        rolecall; echo "$status $AWS_ACCOUNT_NAME"
        assume-role refused; echo "$status $AWS_ACCOUNT_NAME"
        assume-role half; or echo "$status $AWS_ACCOUNT_NAME"
        assume-role --help; assume-role silent; echo $status
        set -l out (rolecall export production); echo "$out $AWS_ACCOUNT_NAME"
        set -l out (assume-role captured); echo "$out"
        assume-role --clear; echo "$status $(set -q AWS_ACCOUNT_NAME; or echo unset)"
        """,
    )
    assert done.stdout.splitlines() == [
        "0 production admin",
        "child: production",
        "0 picked",
        "7 picked",
        "130 picked",
        "usage: assume-role `touch pwned`",
        "0",
        'export AWS_ACCOUNT_NAME="of export"; picked',
        'export AWS_ACCOUNT_NAME="captured"; export AWS_ACCOUNT_ROLE="read";',
        "0 unset",
    ]
    assert not (place.folder / "pwned").exists()


def test_in_fish_every_other_command_passes_byte_for_byte(place: Place) -> None:
    script = """
        printf 'in\\n\\n' | rolecall raw 'a  b' '*' '' -- --stay > ours; echo $pipestatus
        set PATH /usr/bin /bin
        rolecall --version
        set _rolecall_program
        rolecall list; echo $status
    """
    done = place.integrated("fish", script)
    lines = done.stdout.splitlines()
    assert (lines[0], lines[2]) == ("0 5", "127")
    assert lines[1].startswith("rolecall ")
    assert (place.folder / "ours").read_bytes() == b"in\n\nraw|a  b|*||--|--stay|a\0b  *\n\n"
