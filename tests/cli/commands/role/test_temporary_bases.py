"""Role profiles with a source profile whose credentials botocore gets from elsewhere."""

import hashlib
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rolecall.demo.world.world import Role
from tests.demo.portal.center import Client, assigned
from tests.drivers.program import Program

ACCOUNT, FIRST = "515100000002", "600000000000"


@pytest.fixture
def center(program: Program) -> Client:
    """An Identity Center, a profile of it, and a role profile behind that."""
    assigned(program.aws)
    client = Client(program.aws)
    lines = [
        "[sso-session corp]",
        f"sso_start_url = {client.center.start_url}",
        f"sso_region = {client.center.region}",
        "sso_registration_scopes = sso:account:access",
        "[profile portal]",
        "sso_session = corp",
        f"sso_account_id = {FIRST}",
        "sso_role_name = Read",
        "[profile behind]",
        f"role_arn = arn:aws:iam::{ACCOUNT}:role/behind",
        "source_profile = portal",
        "mfa_serial = arn:aws:iam::111122223333:mfa/alice-phone",
        "duration_seconds = 14400",
        "",
    ]
    with open(program.paths.aws_config, "a", encoding="utf-8") as file:
        file.write("\n".join(lines))
    trusted = {f"arn:aws:iam::{FIRST}:root"}
    program.aws.world.add_role(
        Role(ACCOUNT, "behind", trusts=trusted, needs_mfa=False, max_session=43_200)
    )
    return client


@pytest.fixture
def token(program: Program, center: Client) -> Path:
    """A sign-in, kept where the AWS tools keep it."""
    registered = center.register()
    tokens = center.signed_in(registered)
    ends = datetime.fromtimestamp(time.time() + tokens["expiresIn"], UTC)  # the SDK's own clock
    cached = {
        "startUrl": center.center.start_url,
        "region": center.center.region,
        "accessToken": tokens["accessToken"],
        "expiresAt": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **registered,
        "refreshToken": tokens["refreshToken"],
    }
    folder = program.home / ".aws" / "sso" / "cache"
    folder.mkdir(parents=True)
    path = folder / f"{hashlib.sha1(b'corp', usedforsecurity=False).hexdigest()}.json"
    path.write_text(json.dumps(cached), encoding="utf-8")
    return path


@pytest.mark.usefixtures("token")
def test_a_role_behind_identity_center_is_taken_without_a_question(program: Program) -> None:
    told = json.loads(program.run("explain", "behind", "--json").stdout)
    assert (told["asks"], told["duration"]) == ([], 3600)
    assert told["base_credentials"] == "identity_center"
    done = program.run("export", "behind", "--no-input")
    assert done.returncode == 0, done.stderr
    (call,) = [call for call in program.aws.calls if call.action == "AssumeRole"]
    assert call.parameters["DurationSeconds"] == "3600"
    assert "SerialNumber" not in call.parameters, "AWS takes no code with temporary credentials"
    assert program.aws.portal.requests[-1].action == "GetRoleCredentials"
    program.aws.calls.clear()
    assert program.run("export", "behind", "--no-input").returncode == 0
    assert not program.aws.calls


@pytest.mark.usefixtures("token")
def test_an_account_may_name_such_a_profile_as_its_base(program: Program) -> None:
    with open(program.paths.config_file, "a", encoding="utf-8") as file:
        file.write(
            f'[accounts.far]\nid = "{ACCOUNT}"\nroles = ["behind"]\nexternal_id = ""\n'
            'base_profile = "portal"\n'
        )
    done = program.run("export", "far", "behind", "--duration", "4h", "--no-input")
    assert done.returncode == 0, done.stderr
    assert "AWS allows at most 1 h" in done.stderr


def test_who_has_not_signed_in_learns_how(program: Program, center: Client) -> None:
    done = program.run("export", "behind", "--no-input")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines() == [
        "A sign-in to Identity Center corp is needed, but --no-input forbids asking.",
        "hint: Sign in first: rolecall sso login corp",
    ]


def test_a_sign_in_that_has_ended_says_so(program: Program, center: Client, token: Path) -> None:
    assert center.center.session is not None
    center.center.log_out(center.center.session)
    done = program.run("export", "behind", "--no-input")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines()[-1] == "hint: Sign in first: rolecall sso login corp"
    assert token.exists()
