"""Every hand-over into an environment with other credentials: botocore uses the new ones alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from rolecall.handover.shell.exports import export_lines, profile_lines
from rolecall.handover.shell.variables import Variables, profile_variables, session_variables
from tests.judges.shell_evaluation import SHELLS, evaluated, session

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIASTALE00000000000",
    "AWS_SECRET_ACCESS_KEY": "stale",
    "AWS_SESSION_TOKEN": "stale",
}
DIRT: dict[str, dict[str, str]] = {
    "nothing": {},
    "keys": KEYS,
    "half of the keys": {"AWS_ACCESS_KEY_ID": "AKIASTALE00000000000"},
    "the token's other name": {"AWS_SECURITY_TOKEN": "stale"},
    "a profile that is missing": {"AWS_PROFILE": "missing"},
    "a profile with keys": {"AWS_PROFILE": "stale"},
    "a default profile": {"AWS_DEFAULT_PROFILE": "stale"},
    "both names of a profile": {"AWS_PROFILE": "stale", "AWS_DEFAULT_PROFILE": "missing"},
    "another account": {"AWS_ACCOUNT_ID": "999999999999", "GEO_ENV": "stale"},
    "another region": {"AWS_REGION": "us-west-1", "AWS_DEFAULT_REGION": "us-west-2"},
    "one name of a region": {"AWS_REGION": "us-west-1"},
    "an end without an offset": KEYS | {"AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00"},
    "an end that is none": KEYS | {"AWS_CREDENTIAL_EXPIRATION": "soon", "ROLECALL_EXPIRES": "x"},
    "an end long ago": KEYS | {"AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00Z"},
    "a container": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/"},
    "a task": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/stale"},
    "a web identity": {
        "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/stale",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/dev/null",
        "AWS_ROLE_SESSION_NAME": "stale",
    },
    "other switchers": {
        "AWS_VAULT": "stale",
        "AWSUME_PROFILE": "stale",
        "AWS_SSO_PROFILE": "stale",
        "AWS_SESSION_EXPIRATION": "2001-01-01T00:00:00Z",
    },
    "the classic": {
        "AWS_SESSION_ACCESS_KEY_ID": "ASIASTALE00000000000",
        "AWS_SESSION_SECRET_ACCESS_KEY": "stale",
        "AWS_SESSION_SESSION_TOKEN": "stale",
        "AWS_SESSION_START": "1",
    },
}
DIRT["all of it"] = {name: value for dirt in DIRT.values() for name, value in dirt.items()}
# `.env` files cannot unset variables: those of other names remain.
UNSET_NEEDED = {
    name for name, dirt in DIRT.items() if {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} & dirt.keys()
}

FILES = """\
[{}default]
region = us-gov-west-1
aws_access_key_id = AKIASTALE00000000000
aws_secret_access_key = stale

[{}stale]
aws_access_key_id = AKIASTALE00000000000
aws_secret_access_key = stale
"""
OURS = """
[ours]
aws_access_key_id = {}
aws_secret_access_key = {}
aws_session_token = {}
"""
# A process for each environment, since botocore reads it from its import on.
RESOLVE = """
import botocore.session, json, os, sys

def resolve():
    session = botocore.session.Session()
    held = session.get_credentials()
    return [held.method, *held.get_frozen_credentials(), session.get_config_variable("region")]

for env in json.load(sys.stdin):
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.environ.clear()
        os.environ.update(env)
        try:
            print(json.dumps(resolve()), flush=True)
        except Exception as error:
            print(json.dumps(repr(error)), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""
SESSION = session(region="eu-central-1")
IDENTITY = [
    SESSION.credentials.access_key_id,
    SESSION.credentials.secret_access_key.reveal(),
    SESSION.credentials.session_token.reveal(),
    SESSION.account_id,
]
Env = dict[str, str]


@pytest.fixture
def home(folder: Path) -> Path:
    """A HOME whose AWS files lead elsewhere, except for one profile."""
    aws = folder.parent / ".aws"
    aws.mkdir()
    aws.joinpath("config").write_text(FILES.format("", "profile ") + "[profile ours]\n")
    own = OURS.format(*IDENTITY)
    aws.joinpath("credentials").write_text(FILES.format("", "") + own)
    return folder.parent


def resolved(envs: list[Env]) -> list[object]:
    """The credentials that botocore finds in each environment."""
    done = subprocess.run(
        [sys.executable, "-c", RESOLVE],
        input=json.dumps(envs),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(envs: Mapping[str, Env], found_by: str, known: Sequence[str | None]) -> None:
    """Check that each of these environments leads to the session and to nothing else."""
    found = dict(zip(envs, resolved(list(envs.values())), strict=True))
    wanted = [found_by, *known, "eu-central-1"]
    assert {dirt: answer for dirt, answer in found.items() if answer != wanted} == {}
    for dirt, env in envs.items():
        assert "stale" not in {env.get(name) for name in WATCHED}, dirt


WATCHED = ("AWS_PROFILE", "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN", "AWS_SECRET_ACCESS_KEY")


def base(home: Path) -> Env:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_the_dirt_would_be_found(home: Path) -> None:
    envs = [base(home) | dirt for dirt in DIRT.values()]
    assert not any(IDENTITY[0] in str(answer) for answer in resolved(envs))


@pytest.mark.parametrize("bare", [False, True], ids=["quoted", "bare"])
def test_a_session_by_a_shells_lines(shell: str, folder: Path, home: Path, bare: bool) -> None:
    lines = export_lines(SESSION, SHELLS[shell])
    envs = {
        name: evaluated(shell, lines, folder, bare=bare, env=base(home) | dirt)
        for name, dirt in DIRT.items()
    }
    judge(envs, "env", IDENTITY)


def test_a_profile_by_a_shells_lines(shell: str, folder: Path, home: Path) -> None:
    lines = profile_lines("ours", "eu-central-1", SHELLS[shell])
    envs = {
        name: evaluated(shell, lines, folder, bare=True, env=base(home) | dirt)
        for name, dirt in DIRT.items()
    }
    # The credentials file does not contain the account.
    judge(envs, "shared-credentials-file", [*IDENTITY[:3], None])
    for env in envs.values():
        assert not {"AWS_ACCOUNT_ID", "GEO_ENV", "ROLECALL_EXPIRES", "AWS_VAULT"} & env.keys()


@pytest.mark.parametrize("form", ["exec", "json"])
def test_a_session_by_a_process_or_json(home: Path, form: str) -> None:
    after: dict[str, Callable[[Env], Env]] = {
        "exec": session_variables(SESSION).applied,
        "json": lambda env: loaded_json(export_lines(SESSION, "json"), env),
    }
    judge({name: after[form](base(home) | dirt) for name, dirt in DIRT.items()}, "env", IDENTITY)


def loaded_json(text: str, env: Env) -> Env:
    """Apply the JSON as a program that unsets variables for null."""
    after = env | json.loads(text)
    return {name: value for name, value in after.items() if value is not None}


def test_a_session_by_a_dotenv_file(home: Path) -> None:
    dotenv = pytest.importorskip("dotenv")
    file = home / ".env"
    file.write_text(export_lines(SESSION, "dotenv"))
    read = dotenv.dotenv_values(file)
    envs = {
        name: base(home) | dirt | read for name, dirt in DIRT.items() if name not in UNSET_NEEDED
    }
    judge(envs, "env", IDENTITY)


def test_no_variable_is_both_set_and_unset() -> None:
    for variables in (session_variables(SESSION), profile_variables("ours", "eu-west-1")):
        assert isinstance(variables, Variables)
        assert not {name for name, _ in variables.values} & set(variables.unset)
