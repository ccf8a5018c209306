"""`rolecall elevate`: all of a role that is read-only by default, for a while."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from tests.drivers import sdk
from tests.drivers.program import Program, exported
from tests.samples.session_files import forge

REBOOT = ("ec2", "reboot-instances", "--instance-ids", "i-1")
WORDS = ("elevate", "staging", "developer", "--reason", "INC-7: restart")
LIMITED = "no session policy allows the ec2:RebootInstances action"


@pytest.fixture
def limited(program: Program) -> Program:
    """An account that is read-only by default, with an MFA session and a dynamic profile."""
    program.sign_in("sandbox")
    settings = Path(program.paths.config_file)
    account = "[accounts.staging]\n"
    settings.write_text(settings.read_text().replace(account, f"{account}read_only = true\n"))
    done = program.run("profile", "staging", "developer", "--name", "dev", "--dynamic")
    assert done.returncode == 0, done.stderr
    return program


def may_write(program: Program, profile: str = "dev") -> bool:
    done = sdk.aws_command(program, profile, *REBOOT)
    assert done.returncode == 0 or LIMITED in done.stderr, done.stderr
    return done.returncode == 0


def key_of(stdout: str) -> str:
    return exported(stdout)["AWS_ACCESS_KEY_ID"]


def test_the_default_is_the_read_only_session(limited: Program) -> None:
    done = limited.run("export", "staging", "developer")
    assert done.returncode == 0, done.stderr
    assert exported(done.stdout)["ROLECALL_SCOPE"] == "read-only"
    assert not may_write(limited)
    assert limited.aws.times_called("AssumeRole") == 1


def test_a_profile_that_calls_rolecall_is_elevated_and_falls_back(limited: Program) -> None:
    assert not may_write(limited)
    assert may_write_after(limited, WORDS)
    asked = limited.aws.times_called("AssumeRole")
    assert may_write(limited)
    assert limited.aws.times_called("AssumeRole") == asked
    record = next(one for one in limited.json("sessions") if one.get("handed_to"))
    assert list(record["handed_to"]) == ["elevated: INC-7: restart"]
    age_elevated(limited)
    assert not may_write(limited)


def may_write_after(program: Program, words: tuple[str, ...]) -> bool:
    done = program.run(*words)
    assert done.returncode == 0, done.stderr
    assert "Elevated staging · developer until " in done.stderr
    lines = exported(done.stdout)
    assert "ROLECALL_SCOPE" not in lines
    left = int(lines["ROLECALL_EXPIRES"]) - time.time()
    assert 870 < left <= 930
    return may_write(program)


def age_elevated(program: Program) -> None:
    """Let the time of the elevated session, but of nothing else, be over."""
    for file in Path(program.paths.sessions_folder).glob("?" * 40 + ".json"):
        record = json.loads(file.read_bytes())
        if record.get("role") == "developer" and "scope" not in record["request"]:
            forge(file, expiration="2026-01-01T00:00:00Z")


def test_a_whole_session_of_another_day_does_not_elevate(limited: Program) -> None:
    """Taken before the account became read-only: it was not taken for a reason."""
    settings = Path(limited.paths.config_file)
    text = settings.read_text()
    settings.write_text(text.replace("read_only = true", ""))
    whole = limited.run("export", "staging", "developer")
    assert whole.returncode == 0, whole.stderr
    settings.write_text(text)
    assert not may_write(limited)
    assert key_of(limited.run("export", "staging", "developer").stdout) != key_of(whole.stdout)
    refused = limited.run("renew", "--all", "--no-input")
    assert "staging · developer is read-only by default." in refused.stderr


def test_it_is_taken_anew_each_time_and_never_renewed(limited: Program) -> None:
    first = limited.run(*WORDS)
    second = limited.run(*WORDS)
    assert key_of(first.stdout) != key_of(second.stdout)
    assert limited.run("renew", "staging", "developer").returncode == 1
    assert limited.run("forget", "staging", "developer").returncode == 0
    assert not may_write(limited)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("staging", "developer"), 2, "Elevating takes a reason."),
        (("staging", "developer", "--reason", "x" * 81), 2, "at most 80 characters"),
        (("staging", "developer", "--reason", "x", "--for", "5m"), 2, "15 minutes to 12 hours"),
        (("production", "read", "--reason", "x"), 2, "is not read-only by default."),
        (("staging", "developer", "--reason", "x", "--read-only"), 2, "Unknown option"),
    ],
    ids=str,
)
def test_what_cannot_be_elevated(
    limited: Program, words: tuple[str, ...], status: int, said: str
) -> None:
    limited.aws.calls.clear()
    done = limited.run("elevate", *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert not limited.aws.calls


def test_on_a_terminal_no_secret_is_shown(limited: Program) -> None:
    talk = limited.talk(WORDS, [], captured=False)
    assert talk.status == 0, talk.shown
    assert "Elevated staging · developer until " in talk.shown
    assert "ASIA" not in talk.shown


def test_a_command_that_runs_on_is_elevated_meanwhile(limited: Program, tmp_path: Path) -> None:
    """`exec --refresh`: its profile asks Rolecall again."""
    aws = os.path.join(os.path.dirname(sys.executable), "aws")
    script = tmp_path / "job"
    script.write_text(
        f"#!/bin/sh\n{aws} {' '.join(REBOOT)} 2>&1\n"
        f"{' '.join(limited.command(*WORDS[:-1]))} now >/dev/null 2>&1\n{aws} {' '.join(REBOOT)}\n"
    )
    script.chmod(0o700)
    done = limited.run("exec", "staging", "developer", "--refresh", "--", str(script))
    assert LIMITED in done.stdout
    assert done.returncode == 0, done.stderr


def test_forgetting_the_role_forgets_the_elevated_session_as_well(limited: Program) -> None:
    assert not may_write(limited)
    assert limited.run(*WORDS).returncode == 0
    done = limited.run("forget", "staging", "developer", "--read-only")
    assert "elevated" not in done.stderr, "one of two scopes was named"
    assert limited.run("export", "staging", "developer").returncode == 0
    done = limited.run("forget", "staging", "developer")
    assert done.stderr.endswith("Forgot staging · developer, also the elevated session.\n")
    assert not [one for one in limited.json("sessions") if one.get("role") == "developer"]


def test_renewing_all_passes_over_the_elevated_session(limited: Program) -> None:
    assert limited.run("export", "staging", "developer").returncode == 0
    assert limited.run(*WORDS).returncode == 0
    done = limited.run("renew", "--all")
    assert (done.returncode, "Not renewed" in done.stderr) == (0, False), done.stderr
    assert "Renewed staging · developer" in done.stderr
    assert sum(one["kind"] == "role" for one in limited.json("sessions")) == 3
