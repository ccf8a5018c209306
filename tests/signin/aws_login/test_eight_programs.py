"""Eight programs side by side at one `aws login` session, whose refresh tokens serve once.

Through Rolecall's dynamic profile none of their calls fails. How many fail where the AWS CLI itself
renews the keys is printed beside it, from the same run: `pytest -s`; ROLECALL_TESTS=full for 200.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import bastion_world
from tests.demo.signin.person import Person
from tests.full import times

PROGRAMS = 8
CALLS = times(full=200, short=24)
KEYS_LAST = 61  # seconds: those of every call are renewed, by the CLI and by Rolecall alike
PATIENCE = 300


@pytest.fixture
def aws() -> Iterator[EmbeddedAws]:
    """By the real clock, as the programs have no other."""
    with EmbeddedAws(bastion_world(time.time)) as running:
        yield running
    assert not running.crashes, "the embedded AWS itself failed"


def refreshes(aws: EmbeddedAws) -> int:
    return sum(b'"refresh_token"' in asked.request.body for asked in aws.sign_in.requests)


def side_by_side(person: Person, profile: str) -> tuple[list[str], int]:
    """Returns the access key ids of all calls of the programs, and how many calls failed."""

    def call(_: int) -> str:
        words = ("configure", "export-credentials", "--profile", profile)
        done = person.cli.run(*words)
        return str(json.loads(done.stdout)["AccessKeyId"]) if done.returncode == 0 else ""

    with ThreadPoolExecutor(PROGRAMS) as programs:
        found = list(programs.map(call, range(CALLS)))
    return [key for key in found if key], found.count("")


def test_no_call_fails_through_a_dynamic_profile(tmp_path: Path, aws: EmbeddedAws) -> None:
    person = Person(tmp_path, aws)
    person.log_in()
    aws.aws_login.keys_last = KEYS_LAST
    person.expire()
    subprocess.run(
        [sys.executable, "-m", "rolecall", "profile", "me", "--dynamic", "--name", "tool"],
        env={**person.cli.env, "PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    keys, failed = side_by_side(person, "tool")
    ours = refreshes(aws)
    _, failed_alone = side_by_side(person, "me")
    print(
        f"\n{PROGRAMS} programs, {CALLS} calls: {failed} failed through Rolecall "
        f"({ours} refreshes), {failed_alone} with the AWS CLI alone"
    )
    assert failed == 0
    assert ours > 1, "the keys were renewed meanwhile"
    assert all(aws.world.key(key) for key in keys)
