"""The SDKs read the same three values from what we write."""

import json
import os
import random
import shutil
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecall.core.model import RoleSession
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.world import Caller
from rolecall.handover.profile.credentials_file import write_profiles
from tests.full import times
from tests.judges.credentials_judge import write_settled
from tests.judges.sdk_readers import (
    PATIENCE,
    Keys,
    by_aws_cli,
    by_botocore,
    by_javascript,
    javascript_loader,
)
from tests.samples.made_files import SEED, kept_by_hand
from tests.samples.role_sessions import TAKEN, a_session
from tests.torture.figure import Figure

RESULTS = times(full=2_000, short=200)
AWS = shutil.which("aws", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
needs_aws = pytest.mark.skipif(AWS is None, reason="the AWS CLI is not installed")
_BASE64 = string.ascii_letters + string.digits + "+/"


class Results(NamedTuple):
    """Files to which we wrote a profile `dev`, and its keys."""

    paths: list[Path]
    keys: list[Keys]

    def equal(self, found: list[Keys]) -> int:
        return sum(one == wanted for one, wanted in zip(found, self.keys, strict=True))


def write_results(folder: Path, make: Callable[[random.Random], Keys], count: int) -> Results:
    """The same files in every run, each with the keys that `make` creates."""
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    results = Results([], [])
    for number in range(count):
        path, keys = folder / f"credentials-{number}", make(chance)
        write_settled(path, b"".join(kept_by_hand(chance)))
        write_profiles(str(path), {"dev": session_of(keys)}, TAKEN)
        results.paths.append(path)
        results.keys.append(keys)
    return results


def session_of(keys: Keys) -> RoleSession:
    return a_session(keys.access_key_id, keys.secret, keys.token)


def random_keys(chance: random.Random) -> Keys:
    """Keys of every length, with every character that AWS may use."""

    def some(letters: str, least: int, most: int) -> str:
        return "".join(chance.choices(letters, k=chance.randint(least, most)))

    return Keys(
        "ASIA" + some(string.ascii_uppercase + string.digits, 12, 28),
        some(_BASE64 + "=", 16, 64),
        some(_BASE64 + "=-_", 16, 2_000) + chance.choice(["", "=", "=="]),
    )


@pytest.fixture
def results(memory: Path) -> Results:
    return write_results(memory, random_keys, RESULTS)


def test_F21_botocore_reads_what_we_wrote(results: Results, figure: Figure) -> None:
    equal = results.equal(by_botocore(results.paths))
    figure(f"botocore: {equal} of {RESULTS} equal")
    assert equal == RESULTS


@needs_aws
def test_F21_the_aws_cli_reads_what_we_wrote(results: Results, figure: Figure) -> None:
    equal = results.equal(by_aws_cli(results.paths))
    figure(f"the AWS CLI's session: {equal} of {RESULTS} equal")
    assert equal == RESULTS


def test_F21_the_javascript_loader_reads_what_we_wrote(
    results: Results, tmp_path: Path, figure: Figure
) -> None:
    equal = results.equal(by_javascript(results.paths, javascript_loader(tmp_path)))
    figure(f"JavaScript: {equal} of {RESULTS} equal")
    assert equal == RESULTS


@needs_aws
def test_F21_aws_signs_its_calls_with_what_we_wrote(
    memory: Path, aws: EmbeddedAws, home: Stage, figure: Figure
) -> None:
    """An endpoint that checks signature and token answers only where all three are right."""
    count = times(full=100, short=14)
    role = aws.world.role("production", "read")

    def issued(chance: random.Random) -> Keys:
        name = f"assumed-role/read/user-{chance.randrange(10**6)}"
        caller = Caller(role.account_id, f"arn:aws:sts::{role.account_id}:{name}", "AROA1")
        key = aws.world.issue(caller, 3600)
        return Keys(key.access_key_id, key.secret, key.token)

    results = write_results(memory, issued, count)
    known = 0
    for path, keys in zip(results.paths, results.keys, strict=True):
        done = subprocess.run(
            [str(AWS), "sts", "get-caller-identity", "--profile", "dev", "--output", "json"],
            env={**home.env, "AWS_SHARED_CREDENTIALS_FILE": str(path)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        issued_key = aws.world.key(keys.access_key_id)
        known += issued_key is not None and json.loads(done.stdout)["Arn"] == issued_key.caller.arn
    figure(f"aws signed with the right keys: {known} of {count}")
    assert known == count


def with_stale_token(chance: random.Random) -> bytes:
    """A section of ours with an old token somewhere, written in some way."""
    name = chance.choice(["aws_security_token", "AWS_Security_Token", "AWS_SECURITY_TOKEN"])
    stale = name + chance.choice([" = ", "=", ": ", "\t=\t"]) + "stale"
    lines = ["manager = rolecall", "aws_access_key_id = ASIAOLD", "aws_session_token = old"]
    lines.append("aws_secret_access_key = old")
    chance.shuffle(lines)
    place = chance.randrange(len(lines) + 1)
    lines[place:place] = [*chance.choice([[], ["# old"], [""]]), stale]
    if chance.random() < 0.2:
        lines.insert(lines.index(stale) + 1, "\t\t  more")
    indent = chance.choice(["", "", "\t", "  "])
    sections = ["[a]", "aws_access_key_id = AKIA", "[dev]", *(indent + line for line in lines)]
    newline = chance.choice(["\n", "\r\n", "\r"])
    end = chance.choice(["", newline, newline + "[z]" + newline])
    return (newline.join(sections) + end).encode()


def test_F22_stale_security_token_never_wins(memory: Path, figure: Figure) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    count = times(full=1_000, short=100)
    paths = [memory / f"credentials-{number}" for number in range(count)]
    keys = [random_keys(chance) for _ in paths]
    for path, given in zip(paths, keys, strict=True):
        write_settled(path, with_stale_token(chance))
        (before,) = by_botocore([path])
        assert before.token.startswith("stale")
        write_profiles(str(path), {"dev": session_of(given)}, TAKEN)
    results = Results(paths, keys)
    equal = results.equal(by_botocore(paths))
    figure(f"{equal} of {count} new tokens in botocore")
    assert equal == count
