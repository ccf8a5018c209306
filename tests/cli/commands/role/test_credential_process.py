"""`rolecall credential-process`: credentials from the store, from AWS, or after a question."""

import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.drivers import sdk
from tests.drivers.program import PATIENCE, Done, Program
from tests.samples.held_sessions import age, forget_login

WORDS = ("credential-process", "production", "read")
NOBODY = (
    "An MFA code is needed, but there is no terminal to ask on; "
    "run: rolecall export production read\n"
)


def answer(done: Done) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_held_session_is_the_answer_as_the_sdks_want_it(program: Program) -> None:
    program.sign_in("production")
    done = program.run(*WORDS)
    found = answer(done)
    assert (done.stderr, done.stdout.count("\n")) == ("", 1)
    assert found.keys() == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
        "AccountId",
    }
    assert (found["Version"], found["AccountId"]) == (1, "222233334444")
    ends = datetime.strptime(found["Expiration"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert ends.timestamp() == int(program.aws.world.clock()) + 3600
    assert not program.aws.calls


def test_a_role_is_taken_where_the_login_is_held(program: Program) -> None:
    program.sign_in("production")
    found = answer(program.run("credential-process", "staging", "read"))
    key = program.aws.world.key(found["AccessKeyId"])
    assert key is not None and key.caller.arn.endswith(":assumed-role/read/alice")
    assert program.aws.times_called("AssumeRole") == 1


# Fresh sessions


def test_a_session_that_ends_soon_is_renewed(program: Program) -> None:
    program.sign_in("production")
    old = age(program, "production", "read", left=14 * 60)
    new = answer(program.run(*WORDS))["AccessKeyId"]
    assert new != old
    assert answer(program.run(*WORDS))["AccessKeyId"] == new
    assert program.aws.times_called("AssumeRole") == 1


@pytest.mark.parametrize(("left", "whole"), [(16 * 60, 3600), (14 * 60, 900)])
def test_one_with_time_left_or_never_longer_is_not_renewed(
    program: Program, left: int, whole: int
) -> None:
    program.sign_in("production")
    old = age(program, "production", "read", left=left, whole=whole)
    assert answer(program.run(*WORDS))["AccessKeyId"] == old
    assert not program.aws.calls


def test_what_is_left_is_handed_out_where_renewing_would_ask(program: Program) -> None:
    program.sign_in("production")
    old = age(program, "production", "read", left=120)
    forget_login(program)
    assert answer(program.run(*WORDS))["AccessKeyId"] == old
    assert not program.aws.calls, "botocore asks again at every request"


def test_what_is_left_is_handed_out_where_aws_cannot_be_reached(program: Program) -> None:
    program.sign_in("production")
    old = age(program, "production", "read", left=120)
    done = program.run(*WORDS, env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert answer(done)["AccessKeyId"] == old


def test_less_than_a_minute_is_never_handed_out(program: Program) -> None:
    program.sign_in("production")
    age(program, "production", "read", left=59)
    forget_login(program)
    done = program.run(*WORDS)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", NOBODY)


# Prompts


def test_with_nobody_to_ask_one_line_names_the_command(program: Program) -> None:
    done = program.run(*WORDS)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", NOBODY)
    assert not program.aws.calls


def test_the_command_it_names_is_one_to_paste(program: Program) -> None:
    path = Path(program.paths.aws_credentials)
    path.write_text(path.read_text().replace("[default]", "[x y]"))
    done = program.run("credential-process", "222233334444", "ops/deploy", "--base-profile", "x y")
    command = done.stderr.strip().partition("; run: ")[2]
    assert shlex.split(command) == [
        *("rolecall", "export", "222233334444", "ops/deploy"),
        *("--base-profile", "x y"),
    ]


def test_in_the_foreground_it_asks_on_the_terminal_alone(program: Program) -> None:
    talk = program.talk(
        WORDS,
        [("Device [1]: ", "1\n"), ("MFA code of alice-phone: ", f"{program.code()}\n")],
        stdin="not for us\n",
    )
    assert talk.status == 0, talk.shown
    assert json.loads(talk.stdout)["Version"] == 1
    assert json.loads(talk.stdout)["SecretAccessKey"] not in talk.shown


BEHIND = 'set -m; "$@" & wait $!'


def test_in_the_background_of_a_terminal_it_fails_with_one_line(program: Program) -> None:
    """A read would stop it, and the SDK would wait forever."""
    talk = program.talk(WORDS, [], command=["bash", "-c", BEHIND, "bash", *program.command()])
    assert (talk.status, talk.stdout) == (3, "")
    assert NOBODY.strip() in talk.shown.replace("\r\n", "\n").splitlines()
    assert not program.aws.calls


def test_no_input_is_obeyed_in_the_foreground_too(program: Program) -> None:
    talk = program.talk([*WORDS, "--no-input"], [])
    assert (talk.status, talk.stdout) == (3, "")
    assert NOBODY.strip() in talk.shown


# Concurrent processes

EIGHT = """
import subprocess, sys
command = [sys.executable, "-c", sys.argv[1]]
running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
for one in running:
    print(one.communicate()[0].strip())
sys.exit(any(one.returncode for one in running))
"""


def test_eight_sdks_are_one_question_and_one_sign_in(program: Program) -> None:
    assert program.run("profile", "production", "--dynamic").returncode == 0
    talk = program.talk(
        [sdk.KEY],
        [("Device [1]: ", "1\n"), ("MFA code of alice-phone: ", f"{program.code()}\n")],
        command=[sys.executable, "-c", EIGHT],
        env=sdk.empty_environment(program, "production-read"),
    )
    assert talk.status == 0, talk.shown
    keys = talk.stdout.splitlines()
    assert len(keys) == 8 and len(set(keys)) == 1
    assert talk.shown.count("MFA code of") == 1
    assert program.aws.times_called("GetSessionToken") == 1
    assert program.aws.times_called("AssumeRole") == 1


def test_eight_renewals_at_once_are_one(program: Program) -> None:
    program.sign_in("production")
    age(program, "production", "read", left=300)
    running = [
        subprocess.Popen(
            program.command(*WORDS), env=program.env, stdout=subprocess.PIPE, start_new_session=True
        )
        for _ in range(8)
    ]
    keys = {json.loads(one.communicate(timeout=PATIENCE)[0])["AccessKeyId"] for one in running}
    assert len(keys) == 1
    assert program.aws.times_called("AssumeRole") == 1


def test_where_no_lock_can_be_had_it_signs_in_all_the_same(program: Program) -> None:
    cache = Path(program.paths.cache_folder)
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text("in the way")
    assert answer(program.run(*WORDS, "--mfa-code", program.code()))["Version"] == 1


# Recursion


def test_a_base_profile_that_asks_us_ends_at_once(program: Program, tmp_path: Path) -> None:
    """Each process would start the next one; the started ones are counted."""
    counting = tmp_path / "counting"
    counting.write_text(
        f'#!/bin/sh\necho once >> "{tmp_path}/times"\nexec {_shell(program)} "$@"\n'
    )
    counting.chmod(0o700)
    config = Path(program.paths.aws_config)
    config.write_text(
        f"{config.read_text()}\n[profile loop]\n"
        f'credential_process = "{counting}" credential-process production read'
        " --base-profile loop\n"
    )
    done = program.run(*WORDS, "--base-profile", "loop")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The credential_process or provider of base profile loop")
    assert (tmp_path / "times").read_text() == "once\n"


def test_within_itself_it_refuses_and_says_what_to_do(program: Program) -> None:
    program.sign_in("production")
    done = program.run(*WORDS, env={"ROLECALL_ACTIVE": "1"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "--base-profile" in done.stderr


def test_a_base_profile_of_another_program_is_asked_as_before(
    program: Program, tmp_path: Path
) -> None:
    keys = Path(program.paths.aws_credentials).read_text().splitlines()
    held = {line.partition(" = ")[0]: line.partition(" = ")[2] for line in keys[1:]}
    other = tmp_path / "keys.json"
    names = {"aws_access_key_id": "AccessKeyId", "aws_secret_access_key": "SecretAccessKey"}
    other.write_text(json.dumps({"Version": 1, **{names[key]: held[key] for key in held}}))
    config = Path(program.paths.aws_config)
    config.write_text(f"{config.read_text()}\n[profile other]\ncredential_process = cat {other}\n")
    words = (*WORDS, "--base-profile", "other", "--mfa-code", program.code())
    assert answer(program.run(*words))["Version"] == 1


def _shell(program: Program) -> str:
    return shlex.join(program.command())
