"""A command line that nothing understands: what it may have meant."""

from pathlib import Path

import pytest

from tests.drivers.program import Program, write


def hint_of(program: Program, *words: str) -> tuple[str, str]:
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    message, hint = done.stderr.splitlines()
    assert not program.aws.calls
    return message, hint.removeprefix("hint: ")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["exprot"], "Did you mean rolecall export?"),
        (["session"], "Did you mean rolecall sessions?"),
        (["cred"], "Did you mean rolecall credential-process?"),
        (["ls"], "Did you mean rolecall list?"),
        (["logout"], "Did you mean rolecall forget?"),
        (["sandbx"], "Did you mean rolecall export sandbox?"),
        (["frobnicate"], "rolecall --help lists the commands."),
        (["complet"], "rolecall --help lists the commands."),
    ],
)
def test_an_unknown_command_names_the_nearest(
    program: Program, words: list[str], hint: str
) -> None:
    assert hint_of(program, *words) == (f"Unknown command: {words[0]}.", hint)


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (["sandbox"], "sandbox"),
        (["sandbox", "admin"], "sandbox admin"),
        (["SANDBOX", "--region", "eu-west-1"], "SANDBOX"),
        (["222233334444"], "222233334444"),
        (["sandbox", "a;b"], "sandbox 'a;b'"),
    ],
)
def test_an_account_in_the_place_of_a_command_is_known(
    program: Program, words: list[str], target: str
) -> None:
    message, hint = hint_of(program, *words)
    assert message == f"{words[0]} is an account, not a command."
    assert hint == f"Did you mean rolecall export {target}? Or rolecall exec {target} -- CMD?"


def test_a_role_arn_in_the_place_of_a_command_is_known(program: Program) -> None:
    arn = "arn:aws:iam::222233334444:role/read"
    assert f"rolecall export {arn}?" in hint_of(program, arn)[1]


def test_files_that_cannot_be_read_spoil_no_hint(program: Program) -> None:
    write(program.paths.accounts_file, "{")
    write(program.paths.config_file, "[")
    assert hint_of(program, "exprot")[1] == "Did you mean rolecall export?"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("exec sandbox admin sh -c true", "exec sandbox admin -- sh -c true"),
        ("exec sandbox sh -c true", "exec sandbox -- sh -c true"),
        ("exec sandbox sh", "exec sandbox -- sh"),
        (
            "exec sandbox admin --region eu-west-1 sh --login",
            "exec sandbox admin --region eu-west-1 -- sh --login",
        ),
        ("demo sh -c true", "demo -- sh -c true"),
    ],
)
def test_where_the_dashes_go_is_shown(program: Program, words: str, meant: str) -> None:
    message, hint = hint_of(program, *words.split())
    assert message == "Missing: -- before the command to run."
    assert hint == f"Did you mean rolecall {meant}?"


def test_a_command_with_blanks_is_quoted_in_the_hint(program: Program) -> None:
    assert "-- sh -c 'echo a b'?" in hint_of(program, "exec", "sandbox", "sh", "-c", "echo a b")[1]


@pytest.mark.parametrize("words", ["exec sandbox", "exec sandbox admin", "exec sandbox admin --"])
def test_without_a_command_the_usage_is_shown(program: Program, words: str) -> None:
    message, hint = hint_of(program, *words.split())
    assert (message, hint[:20]) == ("Missing: -- CMD.", "Usage: rolecall exec")


def test_a_role_named_as_a_program_stays_a_role(program: Program, tmp_path: Path) -> None:
    tool = tmp_path / "admin"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    program.env["PATH"] = f"{tmp_path}:{program.env['PATH']}"
    assert hint_of(program, "exec", "sandbox", "admin")[0] == "Missing: -- CMD."
