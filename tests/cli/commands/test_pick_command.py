"""`rolecall pick`: the picker in plain lines, on a real terminal."""

import re
import subprocess
from pathlib import Path

import pytest

from rolecall.core.state.state import update_state
from tests.drivers.program import Program, exported
from tests.drivers.shells import LINE, command_of

ASK = "Number, or letters to search (empty: cancel): "
DUMB = {"TERM": "dumb"}


def rows(shown: str) -> list[list[str]]:
    """The numbered lines of the last list."""
    last = re.split(r"targets(?: match .*)?:\r\n|No match .*\r\n", shown)[-1]
    return [line.split() for line in last.splitlines() if re.match(r" +\d+  ", line)]


@pytest.fixture
def held(program: Program) -> Program:
    program.sign_in("sandbox", "admin")
    return program


def test_a_number_gives_export_lines_to_whoever_captures_them(held: Program) -> None:
    talk = held.talk(["pick", "sandbox", "admin"], [(ASK, "1\n")], env=DUMB)
    assert talk.status == 0, talk.shown
    lines = exported(talk.stdout)
    assert (lines["AWS_ACCOUNT_NAME"], lines["AWS_ACCOUNT_ROLE"]) == ("sandbox", "admin")
    assert 'of 8 targets match "sandbox admin":' in re.sub(r"of \d+", "of 8", talk.shown)
    assert re.search(r"Assumed sandbox · admin, until \d\d:\d\d:\d\d\.\r\n$", talk.shown)
    assert lines["AWS_SECRET_ACCESS_KEY"] not in talk.shown


def test_on_a_dumb_terminal_nothing_steers_it(held: Program) -> None:
    talk = held.talk(["pick"], [(ASK, "sand\n"), (ASK, "1\n")], env=DUMB, captured=False)
    assert talk.status == 0, talk.shown
    assert re.search(r"[^\n]\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", talk.shown) is None


def test_plainly_it_says_until_when_and_what_to_do_next(held: Program) -> None:
    talk = held.talk(["pick", "sandbox", "admin"], [(ASK, "1\n")], captured=False)
    assert talk.status == 0
    assumed, use, profile = talk.shown.splitlines()[-3:]
    assert assumed.startswith("Assumed sandbox · admin, until ")
    assert "rolecall export sandbox admin" in use
    assert profile == "hint: In every AWS tool: rolecall profile sandbox admin"
    done = subprocess.run(
        ["bash", "-c", f"rolecall() {{ printf ran; }}; {use.partition('shell: ')[2]}"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 127 and "ran" in done.stderr, "its output is evaluated"


def test_mfa_is_asked_on_the_same_terminal(program: Program) -> None:
    answers = [(ASK, "1\n"), ("Device [1]: ", "\n"), ("MFA code of", f"{program.code()}\n")]
    talk = program.talk(["pick", "sandbox", "admin"], answers, env=DUMB)
    assert talk.status == 0, talk.shown
    assert "AWS_SESSION_TOKEN" in exported(talk.stdout)


def test_letters_narrow_the_search_and_new_ones_start_another(held: Program) -> None:
    talk = held.talk(
        ["pick", "prod"], [(ASK, "read\n"), (ASK, "sandbox\n"), (ASK, "\n")], captured=False
    )
    headings = re.findall(r'targets match "(.*)":', talk.shown)
    assert headings == ["prod", "prod read", "sandbox"]


def test_a_number_that_is_not_there_is_asked_again(held: Program) -> None:
    talk = held.talk(["pick", "sandbox", "admin"], [(ASK, "9\n"), (ASK, "0\n"), (ASK, "1\n")])
    assert talk.status == 0
    assert talk.shown.count("the only number is 1.\r\n") == 2


def test_digits_of_an_account_id_are_searched_for(held: Program) -> None:
    talk = held.talk(["pick"], [(ASK, "222233334444\n"), (ASK, "\n")])
    assert {row[3] for row in rows(talk.shown)} == {"222233334444"}


def test_what_was_meant_is_offered_and_taken_by_its_number_alone(held: Program) -> None:
    talk = held.talk(["pick", "sandbxo"], [(ASK, "\n")])
    assert (talk.status, talk.stdout) == (130, "")
    assert 'No match for "sandbxo". Did you mean:' in talk.shown
    assert rows(talk.shown)[0][1] == "sandbox"
    talk = held.talk(["pick", "zzzzzz"], [(ASK, "1\n"), (ASK, "\n")])
    assert "There is no 1: type letters to search." in talk.shown


def test_a_role_in_no_list_is_offered_last_and_called_new(held: Program) -> None:
    talk = held.talk(["pick", "sandbox", "ops-team"], [(ASK, "1\n")], captured=False)
    assert rows(talk.shown) == [["1", "sandbox", "ops-team", "444455556666", "new", "role"]]
    assert "AWS denied ops-team in sandbox" in talk.shown, "it was asked for"
    talk = held.talk(["pick", "sandbox", "read"], [(ASK, "\n")], captured=False)
    assert "new role" not in talk.shown


@pytest.mark.parametrize("key", ["\n", "\x03", "\x04"], ids=["empty", "ctrl+c", "ctrl+d"])
@pytest.mark.parametrize("captured", [True, False])
def test_cancelled_is_status_130_and_nothing_on_stdout(
    program: Program, key: str, captured: bool
) -> None:
    talk = program.talk(["pick"], [(ASK, key)], captured=captured, env=DUMB)
    assert (talk.status, talk.stdout if captured else "") == (130, "")
    assert talk.shown.endswith("Cancelled.\r\n")
    assert not program.aws.calls


def test_without_a_terminal_it_is_status_3(program: Program) -> None:
    for words in (["pick"], ["pick", "--no-input"]):
        done = program.run(*words)
        assert (done.returncode, done.stdout) == (3, "")
        message, hint = done.stderr.splitlines()
        assert message.startswith("A number is needed")
        assert "rolecall export ACCOUNT" in hint


def test_stdin_as_the_terminal_is_enough(held: Program) -> None:
    # No controlling terminal: as in editors that run a shell on a terminal of their own.
    script = (
        "import pty, os, sys\n"
        "master, slave = pty.openpty()\n"
        "import subprocess\n"
        "child = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=subprocess.PIPE,"
        " stderr=subprocess.PIPE, start_new_session=True)\n"
        "os.write(master, b'1\\n')\n"
        "out, err = child.communicate(timeout=60)\n"
        "sys.stdout.buffer.write(out); sys.stderr.buffer.write(err); sys.exit(child.returncode)\n"
    )
    python, *rest = held.command("pick", "sandbox", "admin")
    done = subprocess.run(
        [python, "-c", script, python, *rest],
        env={**held.env, **DUMB},
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    assert exported(done.stdout)["AWS_ACCOUNT_NAME"] == "sandbox"


def test_a_protected_account_has_to_be_confirmed_by_its_name(program: Program) -> None:
    name = "Type the account's name, production, to assume read: "
    words = ["pick", "production", "read"]
    talk = program.talk(words, [(ASK, "1\n"), (name, "\n")])
    assert (talk.status, talk.stdout) == (130, "")
    assert "production is protected. Customers" in talk.shown
    talk = program.talk(words, [(ASK, "1\n"), *[(name, "yes\n")] * 3])
    assert (talk.status, talk.stdout) == (1, "")
    assert not program.aws.calls
    code = [("Device [1]: ", "\n"), ("MFA code of", f"{program.code()}\n")]
    talk = program.talk(words, [(ASK, "1\n"), (name, "production\n"), *code])
    assert talk.status == 0, talk.shown
    talk = program.talk(words, [(ASK, "1\n")])
    assert talk.status == 0, "what is held is handed out without a question"
    assert "protected" in talk.shown


def test_pinned_and_used_targets_come_first(program: Program) -> None:
    key = next(
        f"{row['account_id']}/{row['role']}"
        for row in program.json("list")
        if row["aliases"][0] == "staging"
    )
    update_state(program.paths.state_file, lambda state: state._replace(pins=(key,)))
    program.sign_in("sandbox", "admin")
    talk = program.talk(["pick"], [(ASK, "\n")])
    first, second, *_ = rows(talk.shown)
    assert (first[1], second[1:3]) == ("staging", ["sandbox", "admin"])
    assert second[-1] == "left"


def test_a_page_says_how_many_more_there_are(program: Program) -> None:
    entries = ", ".join(f'"team-{at}": "{at:012}"' for at in range(100, 160))
    Path(program.paths.accounts_file).write_text(f"{{{entries}}}")
    talk = program.talk(["pick", "team"], [(ASK, "\n")])
    assert len(rows(talk.shown)) == 20
    assert "  … and 40 more: type letters to narrow the search.\r\n" in talk.shown


def test_without_accounts_it_says_where_to_put_them(program: Program) -> None:
    for path in (program.paths.accounts_file, program.paths.config_file, program.paths.aws_config):
        Path(path).unlink()
    talk = program.talk(["pick"], [])
    assert (talk.status, talk.stdout) == (2, "")
    assert "There are no accounts yet." in talk.shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_function_changes_the_shell(held: Program, shell: str, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "rolecall"
    program.parent.mkdir()
    command = " ".join(f"'{word}'" for word in held.command())
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o755)
    script = f'{LINE[shell]}rolecall pick sandbox admin\necho "now $AWS_ACCOUNT_NAME"\n'
    talk = held.talk(
        ["-c", script],
        [(ASK, "1\n")],
        env={**DUMB, "PATH": f"{program.parent}:{held.env['PATH']}"},
        command=command_of(shell),
        captured=False,
    )
    assert talk.status == 0, talk.shown
    assert "now sandbox\r\n" in talk.shown
    assert "export AWS" not in talk.shown


def test_what_is_read_only_by_default_says_so(held: Program) -> None:
    with Path(held.paths.config_file).open("a") as file:
        file.write("\n[accounts.sandbox.role.developer]\nread_only = true\n")
    talk = held.talk(["pick", "sandbox"], [(ASK, "\n")], captured=False)
    line = next(line for line in talk.shown.splitlines() if "developer" in line)
    assert line.rstrip().endswith("read-only")
