"""Every failure: one line and a hint, its exit status, and nothing on stdout."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from rolecall.demo.world.bastion import alice
from tests.drivers.program import PATIENCE, Program, write


def unreachable(program: Program) -> None:
    program.aws.close()


def no_keys(program: Program) -> None:
    write(program.paths.aws_credentials, "[other]\nregion = eu-west-1\n")


def no_device(program: Program) -> None:
    alice(program.aws.world).devices.clear()


def no_accounts(program: Program) -> None:
    write(program.paths.accounts_file, '{\n  "production": "222233334444",\n  oops\n}\n')
    write(program.paths.config_file, "")


def bad_settings(program: Program) -> None:
    write(program.paths.config_file, "[defaults]\n\nregoin = 'eu-west-1'\n")


FAILURES = [
    pytest.param(unreachable, 1, "AWS cannot be reached", id="unreachable"),
    pytest.param(no_keys, 2, "has no credentials", id="no keys"),
    pytest.param(no_device, 1, "alice has no MFA device", id="no device"),
    pytest.param(no_accounts, 2, "accounts, line 3", id="accounts file"),
    pytest.param(bad_settings, 2, "line 3", id="config.toml"),
]
ACCOUNT = "staging"  # the malformed accounts file does not name it


@pytest.mark.parametrize(("spoil", "status", "said"), FAILURES)
def test_a_failure_is_a_line_and_a_hint(
    program: Program, spoil: Callable[[Program], None], status: int, said: str
) -> None:
    spoil(program)
    done = program.run("export", ACCOUNT, "--mfa-code", "123456")
    assert (done.returncode, done.stdout) == (status, "")
    message, hint = done.stderr.splitlines()
    assert said in message
    assert hint.startswith("hint: ") and len(hint) > len("hint: ")


@pytest.mark.parametrize(("spoil", "status", "said"), FAILURES[3:])
def test_every_failure_of_the_classic_is_status_1(
    program: Program, spoil: Callable[[Program], None], status: int, said: str
) -> None:
    spoil(program)
    done = program.run("assume-role", ACCOUNT, "read", "123456")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


def test_a_refused_role_exports_nothing(program: Program) -> None:
    done = program.run("assume-role", "payments-prod", "break-glass", program.code())
    assert (done.returncode, done.stdout) == (1, "")
    assert "AWS denied break-glass in payments-prod (666677778888)." in done.stderr
    done = program.run("profile", "payments-prod", "break-glass", "--no-input")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["exprot"], "Unknown command: exprot.", "Did you mean rolecall export?"),
        (["list", "--jsno"], "Unknown option: --jsno.", 'Did you mean "--json"?'),
        (["export"], "ACCOUNT", "Usage: rolecall export"),
        (["export", "production", "--region"], "--region", "Usage: rolecall export"),
        (["export", "prodction"], "Unknown account: prodction.", 'Did you mean "production"?'),
        (["export", "production", "--region", "e"], '"e" is not an AWS region.', "like eu-west-1"),
        (
            ["export", "production", "--mfa-code", "12345"],
            "An MFA code has 6 digits.",
            "device shows",
        ),
        (["export", "production", "a b"], "cannot be the name of an IAM role", "64"),
        (["export", "--", "-rf", "read"], "-rf", "Use an alias"),
        (["export", "--", "--help", "read"], "--help", "Use an alias"),
        (["forget"], "Forget what?", "--all"),
        (["demo", "aws"], "Missing: -- before the command", "rolecall demo -- aws"),
        (["--frobnicate"], "Unknown option: --frobnicate.", "rolecall [--stay]"),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_may_be_meant(
    program: Program, words: list[str], said: str, hint: str
) -> None:
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    message, hinted = done.stderr.splitlines()
    assert said in message
    assert hint in hinted.removeprefix("hint: ")
    assert not program.aws.calls


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("forget --all", 1, "Nothing to forget: you have no sessions."),
        ("assume-role production read 12345", 1, "An MFA code has 6 digits."),
        ("assume-role production read 123456 here", 1, '"here" is not an AWS region.'),
        ("demo -- no-such-command", 127, "Command not found: no-such-command."),
    ],
)
def test_these_too_are_one_line_and_a_hint(
    program: Program, words: str, status: int, said: str
) -> None:
    done = program.run(*words.split())
    assert (done.returncode, done.stdout) == (status, "")
    message, hint = done.stderr.splitlines()
    assert message == said
    assert hint.startswith("hint: ")
    assert not program.aws.calls


def test_what_the_user_typed_cannot_steer_the_terminal(program: Program) -> None:
    done = program.run("export", "\x1b]0;owned\x07")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr and "\x07" not in done.stderr


def test_a_poor_locale_is_survived(program: Program) -> None:
    write(program.paths.accounts_file, '{"prödüktion": "22223333444"}')
    for locale in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        done = program.run("list", env=locale)
        assert done.returncode == 0
        assert "line 1" in done.stderr
        assert "auditor" in done.stdout


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_output_that_does_not_arrive_is_a_failure(program: Program, redirection: str) -> None:
    program.sign_in("production")
    done = program.shell(f"rolecall export production {redirection}")
    assert done.returncode == 1
    message, hint = done.stderr.splitlines()
    assert message.startswith("Could not write the output: ")
    assert hint.startswith("hint: ")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("export production", 1),
        ("assume-role production", 1),
        ("export nowhere", 2),
        ("demo -- no-such-command", 127),
    ],
)
def test_nobody_to_tell_either_is_the_same_failure(
    program: Program, words: str, status: int
) -> None:
    """Python itself would end with 120 if it cannot flush stderr."""
    program.sign_in("production")
    script = f"unset PYTHONUNBUFFERED; rolecall {words} >/dev/full 2>/dev/full; echo $?"
    assert program.shell(script).stdout == f"{status}\n"


def test_lines_that_did_not_arrive_are_a_failure(program: Program) -> None:
    program.sign_in("production")
    done = program.shell("rolecall assume-role production >/dev/full")
    assert done.returncode == 1
    assert "\nCould not write the output: " in done.stderr


def test_a_reader_that_has_gone_is_a_failure(program: Program) -> None:
    program.sign_in("production")
    read, write_end = os.pipe()
    os.close(read)
    done = subprocess.run(
        program.command("export", "production"),
        env=program.env,
        stdout=write_end,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    )
    os.close(write_end)
    assert done.returncode == 1
    assert done.stderr.startswith("Could not write the output: Broken pipe.\n")


def test_files_never_get_the_number_of_a_closed_stream(program: Program) -> None:
    """Otherwise, output for stdout or stderr would go to the file, or to AWS's connection."""
    script = (
        "import os, sys; from rolecall.cli.output import fill_closed_handles;"
        "fill_closed_handles(); sys.exit(os.open(os.devnull, os.O_RDONLY))"
    )
    done = program.shell(f"'{sys.executable}' -c '{script}' <&- >&- 2>&-; echo $?")
    assert done.stdout == "3\n"


def test_debugging_shows_frames_and_no_secrets(program: Program) -> None:
    program.sign_in("production")
    secret = alice(program.aws.world).secret
    done = program.run("export", "payments-prod", "break-glass", env={"ROLECALL_DEBUG": "1"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "rolecall.core.errors.RoleDenied" in done.stderr
    assert "cli/sign_in.py" in done.stderr
    assert secret not in done.stderr
    for asked in program.aws.calls:
        key = program.aws.world.key(asked.access_key_id)
        assert key is not None and key.secret not in done.stderr
        assert not key.token or key.token not in done.stderr
