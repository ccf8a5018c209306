"""`rolecall renew`: replaces a held session, also in its profiles."""

import configparser
from datetime import datetime
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from tests.drivers.program import Program


def key_ids(program: Program) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.read(program.paths.aws_credentials)
    return {
        name: parser[name]["aws_access_key_id"] for name in parser.sections() if name != "default"
    }


def profile(program: Program, *words: str) -> None:
    done = program.run("profile", *words)
    assert done.returncode == 0, done.stderr


def test_the_session_and_its_profiles_are_new_and_stdout_stays_empty(program: Program) -> None:
    program.sign_in("production")
    profile(program, "production")
    profile(program, "production", "--name", "prod")
    before = key_ids(program)
    done = program.run("renew", "production", "--no-input")
    assert (done.returncode, done.stdout) == (0, "")
    (renewed,) = done.stderr.splitlines()
    until = datetime.fromtimestamp(program.aws.world.clock() + 3600).astimezone()
    assert renewed == (
        f"Renewed production · read until {until:%H:%M:%S}, also in profiles prod, production-read."
    )
    after = key_ids(program)
    assert after.keys() == before.keys()
    assert set(after.values()).isdisjoint(before.values())
    held = [record for record in program.json("sessions") if record["kind"] == "role"]
    assert [sorted(record["profiles"]) for record in held] == [["prod", "production-read"]]


def test_the_shell_that_holds_the_old_one_is_told(program: Program) -> None:
    program.sign_in("production")
    profile(program, "production")
    (key_id,) = key_ids(program).values()
    told = "This shell still holds the old session"
    done = program.run("renew", "production", env={"AWS_ACCESS_KEY_ID": "ASIAOTHER"})
    assert told not in done.stderr
    (key_id,) = key_ids(program).values()
    done = program.run("renew", "production", env={"AWS_ACCESS_KEY_ID": key_id})
    assert told in done.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "Renew what?"),
        (["production", "--all"], 2, "Renew what?"),
        (["production"], 1, "There is no session of production · read."),
        (["nowhere"], 2, "Unknown account: nowhere."),
        (["--all"], 1, "You have no role sessions."),
    ],
)
def test_what_cannot_be_renewed_is_refused_without_a_call(
    program: Program, words: list[str], status: int, said: str
) -> None:
    done = program.run("renew", *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(said)
    assert not program.aws.calls


def test_a_code_that_is_needed_and_cannot_be_asked_ends_with_three(
    program: Program, clock: SettableClock
) -> None:
    program.sign_in("production")
    for held in Path(program.paths.sessions_folder).iterdir():
        if '"mfa"' in held.read_text():
            held.unlink()
    before = program.json("sessions")
    done = program.run("renew", "production", "--no-input")
    assert (done.returncode, done.stdout) == (3, "")
    assert [record["expires"] for record in program.json("sessions")] == [
        record["expires"] for record in before
    ]
    clock.advance(30)
    done = program.run("renew", "production", "--mfa-code", program.code())
    assert done.returncode == 0, done.stderr


def test_all_renews_every_role_and_says_which_it_could_not(program: Program) -> None:
    program.sign_in("production")
    for account, role in (("staging", "read"), ("sandbox", "admin")):
        profile(program, account, role)
    before = key_ids(program)
    program.aws.calls.clear()
    staging = program.aws.world.role("staging", "read")
    staging.trusts.clear()
    done = program.run("renew", "--all", "--no-input")
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    renewed = {line.partition(" until")[0] for line in lines if " until " in line}
    assert renewed == {"Renewed production · read", "Renewed sandbox · admin"}
    (failed,) = [line for line in lines if line.startswith("Not renewed: ")]
    assert failed.startswith("Not renewed: staging · read. AWS ")
    assert lines[lines.index(failed) + 1].startswith("hint: ")
    assert lines[-1] == "Renewed 2 of 3 sessions."
    assert len(lines) == 5
    after = key_ids(program)
    assert after["staging-read"] == before["staging-read"]
    assert after["sandbox-admin"] != before["sandbox-admin"]
    assert program.aws.times_called("AssumeRole") == 3


def test_all_together_ends_with_zero(program: Program) -> None:
    program.sign_in("production")
    profile(program, "staging")
    done = program.run("renew", "--all")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 2
