"""The functions print their lines only in a command substitution, and nowhere else.

The lines of a role contain its secret keys, which must not end up in a file or a log.
"""

import pytest

from tests.drivers.shells import LINE, Place

NAME = 'export AWS_ACCOUNT_NAME="'
POSIX = ("bash", "bash strict", "zsh", "zsh strict")
HINT = 'hint: out="$(command assume-role ACCOUNT ROLE)" && eval "$out"'
SEEN = 'echo "[$AWS_ACCOUNT_NAME]"'

NOT_CAPTURED = [
    "( assume-role production; {seen} ) >| f",
    "( assume-role production; {seen}; ) | cat >| f",
    "( rolecall; {seen} ) >| f",
    "{{ assume-role production && {seen}; }} | tee f > /dev/null",
    "{{ rolecall && {seen}; }} | tee f > /dev/null",
    "assume-role production | cat >| f",
    "echo a | while read -r x; do assume-role production; {seen}; done >| f",
    "echo a | while read -r x; do assume-role production; {seen}; done | cat >| f",
    "echo a | {{ read -r x; ( assume-role production; {seen} ); }} | tee f > /dev/null",
    "assume-role production >| f & wait",
    "assume-role production | cat >| f & wait",
    "( ( assume-role production; {seen} ); {seen} ) | cat >| f",
    "( assume-role production; {seen} ) > >(cat >| f); wait; until test -e f; do :; done",
    "out=$( ( assume-role production; {seen} ) >| f )",
    "out=$( assume-role production | tee f )",
    "out=$( {{ assume-role production; {seen}; }} | tee f > /dev/null )",
    "out=$( {{ assume-role production && {seen}; }} > >(cat >| f) ); until test -e f; do :; done",
    "mkfifo p; cat p >| f & ( assume-role production; {seen} ) >| p; wait",
    "for x in 1 2; do ( assume-role production; {seen} ); done | cat >| f",
    "f() {{ assume-role production; {seen}; }}; f | cat >| f",
    "assume-role production | xargs -n 1 echo >| f",
]
CAPTURED = [
    'out="$(assume-role production)"; eval "$out"',
    'eval "$(assume-role production)"',
    'eval "`assume-role production`"',
    'eval "$(eval "$(assume-role production)"; echo "export AWS_ACCOUNT_NAME=$AWS_ACCOUNT_NAME")"',
    'eval "$(true && if true; then assume-role production; fi)"',
    'eval "$( ( assume-role production ) )"',
    'eval "$( echo true; ( ( assume-role production; ); ); )"',
    'f() { local out; out="$(assume-role production)"; eval "$out"; }; f',
    'for x in 1; do eval "$(assume-role production)"; done',
    'out="$(PICK=production rolecall)" && eval "$out"',
    'out=$(out=$(assume-role production); echo "$out"); eval "$out"',
    'exec 5</dev/null 3</dev/null; eval "$(assume-role production)"',
    'set -f; eval "$(assume-role production)"',
]


@pytest.mark.parametrize("shell", POSIX)
@pytest.mark.parametrize("script", NOT_CAPTURED)
def test_nothing_is_printed_where_nothing_captures_it(
    shell: str, script: str, place: Place
) -> None:
    done = place.integrated(shell, script.format(seen=SEEN) + "\necho done")
    written = (place.folder / "f").read_text()
    assert "export" not in written + done.stdout, done.stderr
    if "{seen}" in script:  # the subshell has the role, as intended
        assert "[production]" in written or "[picked]" in written
    assert done.stdout.endswith("done\n")


@pytest.mark.parametrize("shell", POSIX)
@pytest.mark.parametrize("script", CAPTURED)
def test_a_command_substitution_gets_the_lines(shell: str, script: str, place: Place) -> None:
    done = place.integrated(shell, f"unset AWS_ACCOUNT_NAME\n{script}\n{SEEN}")
    assert done.stdout == "[production]\n", done.stderr
    assert "hint" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(
    "line", ["eval $(assume-role production)", "eval `assume-role production`"]
)
def test_the_classics_users_write_it_without_quotes(shell: str, line: str, place: Place) -> None:
    assert place.integrated(shell, f"{line}; {SEEN}").stdout == "[production]\n"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_subshell_in_a_captured_script_is_not_what_is_captured(shell: str, place: Place) -> None:
    """Its output goes where the whole script's goes: to a pipe that another shell reads."""
    (place.folder / "script").write_text(f"{LINE[shell]}( assume-role production; {SEEN} )")
    start = "bash --norc" if shell == "bash" else "zsh -f"
    done = place.run(shell, f'out="$({start} script)"; echo "$out"')
    assert done.stdout == "[production]\n"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_pipe_that_is_not_read_yet_is_no_command_substitution(shell: str, place: Place) -> None:
    """Between two forks, the shell itself has the reading end, however fast the program is."""
    done = place.integrated(
        shell, "i=0; while [ $i -lt 60 ]; do assume-role production | cat; i=$((i + 1)); done"
    )
    assert "export" not in done.stdout


PROCESSES = {
    "bash": ["cat <(assume-role production)", "coproc { assume-role production; }; wait"],
    "zsh": ["cat <(assume-role production)"],
}


@pytest.mark.parametrize(
    ("shell", "script"), [(shell, line) for shell, lines in PROCESSES.items() for line in lines]
)
def test_other_substitutions_print_nothing_and_say_what_does(
    shell: str, script: str, place: Place
) -> None:
    done = place.integrated(shell, f"{script}; while ! test -e never; do break; done")
    assert "export" not in done.stdout
    assert done.stderr.count("\n") == done.stderr.count("asked: ") + 1
    assert HINT in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "zsh strict"])
def test_without_proc_nothing_is_printed_that_might_be_seen(shell: str, place: Place) -> None:
    """zsh itself tells whether it is in a substitution; bash does not."""
    name = shell.split()[0]
    line = LINE[name].replace(f"init {name}", f"init {name} | sed s,/proc,/nowhere,g")
    script = f"""
        {line}
        ( assume-role production; {SEEN} ) > file
        {{ assume-role production && {SEEN}; }} | cat > log || true
        out="$(assume-role production)"; echo "$? $out" > captured
    """
    done = place.run(name, script)
    read = {file: (place.folder / file).read_text() for file in ("file", "log", "captured")}
    assert read["file"] == "[production]\n"
    assert "export" not in read["log"]
    if name == "bash":
        assert read["captured"] == "1 \n"
        assert done.stderr.count(HINT) == 2
    else:
        assert read["log"] == "[production]\n"
        assert read["captured"].startswith(f'0 {NAME}production";')


def test_in_fish_a_file_or_a_program_in_a_substitution_gets_nothing(place: Place) -> None:
    script = f"""
        set out (assume-role production > f1)
        set out (assume-role production | tee f2)
        set out (begin; assume-role production; echo ls; end > f3)
        set out (begin; assume-role production; echo ls; end | tee f4)
        begin; assume-role production; echo ls; end > f5
        assume-role production | tee f6
        assume-role production > f7
        function inside; assume-role production > f8; end
        set out (inside)
        set -e AWS_ACCOUNT_NAME
        set out (assume-role production)
        string match -q '{NAME}production*' -- "$out[1]"; and echo captured
        echo "$(rolecall)" | string match -q '{NAME}picked*'; and echo captured
    """
    done = place.integrated("fish", script)
    assert done.stdout.count("captured") == 2, done.stderr
    for number in range(1, 9):
        assert "export" not in (place.folder / f"f{number}").read_text(), number


def test_in_fish_without_proc_the_hint_says_what_prints(place: Place) -> None:
    line = LINE["fish"].replace("init fish", "init fish | string replace -a /proc /nowhere")
    done = place.run("fish", f"{line}set out (assume-role production); echo $status $out\n")
    assert done.stdout == "1\n"
    assert 'hint: set out (command assume-role ACCOUNT ROLE); and eval "$out"' in done.stderr
