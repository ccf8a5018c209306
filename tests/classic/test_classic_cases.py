"""The classic's own test cases: bastion, SAML, ids as numbers and strings, and an invalid id.

They run with `DEBUG_ASSUME_ROLE=true` and stderr merged into stdout, as the classic's do.
"""

import json
import re

import pytest

from rolecall.demo.world.world import Key
from tests.classic.stage import BAD, DEV, DEVICE, GIVEN, PROVIDER, STRING, USER, Classic
from tests.samples.classic_variables import EXPORTS

SUCCESS = "Success! IAM session envars are exported."
DEBUG = [
    "AWS_CONFIG_REGION",
    "AWS_USERNAME",
    "MFA_DEVICE_ARGS",
    "MFA_DEVICE",
    "SESSION_ARGS",
    "SESSION",
    "ROLE_SESSION_ARGS",
    "ROLE_SESSION",
    "SESSION_TIMEOUT",
    "ROLE_SESSION_TIMEOUT",
    "AWS_PROFILE_ASSUME_ROLE",
]
_EXPORT = re.compile(r'export ([A-Z_]+)="([^"]*)";')
_DEBUG = re.compile(r"""([A-Z_]+)=["'](.*)["'];""")


@pytest.fixture
def debugged(classic: Classic) -> Classic:
    classic.env["DEBUG_ASSUME_ROLE"] = "true"
    return classic


def exports_of(lines: list[str]) -> dict[str, str]:
    """The sixteen lines, after checking that each has the classic's format."""
    found = [_EXPORT.fullmatch(line) for line in lines]
    assert all(found), lines
    pairs = [(match[1], match[2]) for match in found if match]
    assert [name for name, _ in pairs] == EXPORTS
    return dict(pairs)


def debug_of(lines: list[str]) -> dict[str, str]:
    found = [_DEBUG.fullmatch(line) for line in lines]
    assert all(found), lines
    pairs = [(match[1], match[2]) for match in found if match]
    assert [name for name, _ in pairs] == DEBUG
    return dict(pairs)


def test_bastion(debugged: Classic) -> None:
    code = debugged.code
    done = debugged.run("dev", "look_around", code, "us-east-1", merged=True)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == SUCCESS
    found = exports_of(lines[1:17])
    role = key(debugged, found["AWS_ACCESS_KEY_ID"])
    session = key(debugged, found["AWS_SESSION_ACCESS_KEY_ID"])
    assert role.caller.arn == f"arn:aws:sts::{DEV}:assumed-role/look_around/{USER}"
    assert session.caller.arn == debugged.user.arn
    assert found == {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": found["AWS_ACCESS_KEY_ID"],
        "AWS_SECRET_ACCESS_KEY": role.secret,
        "AWS_SESSION_TOKEN": role.token,
        "AWS_ACCOUNT_ID": DEV,
        "AWS_ACCOUNT_NAME": "dev",
        "AWS_ACCOUNT_ROLE": "look_around",
        "AWS_SESSION_ACCESS_KEY_ID": found["AWS_SESSION_ACCESS_KEY_ID"],
        "AWS_SESSION_SECRET_ACCESS_KEY": session.secret,
        "AWS_SESSION_SESSION_TOKEN": session.token,
        "AWS_SESSION_SECURITY_TOKEN": session.token,
        "AWS_SESSION_START": found["AWS_SESSION_START"],
        "GEO_ENV": "dev",
        "AWS_PROFILE_ASSUME_ROLE": "",
        "AWS_SECURITY_TOKEN": role.token,
    }
    assert abs(int(found["AWS_SESSION_START"]) - debugged.world.clock()) < 600
    debug = debug_of(lines[17:28])
    assert debug["AWS_CONFIG_REGION"] == "nz-north-1"
    assert debug["AWS_USERNAME"] == USER
    assert f"--user-name {USER}" in debug["MFA_DEVICE_ARGS"]
    serial = f"arn:aws:iam::{DEV}:mfa/{DEVICE}"
    assert debug["MFA_DEVICE"] == serial
    assert f"--serial-number {serial}" in debug["SESSION_ARGS"]
    assert f"--token-code {code}" in debug["SESSION_ARGS"]
    assert f"--role-arn arn:aws:iam::{DEV}:role/look_around" in debug["ROLE_SESSION_ARGS"]
    assert f"--external-id {DEV}" in debug["ROLE_SESSION_ARGS"]
    assert f"--role-session-name {USER}" in debug["ROLE_SESSION_ARGS"]
    assert json.loads(debug["SESSION"])["Credentials"]["AccessKeyId"] == session.access_key_id
    assert json.loads(debug["ROLE_SESSION"])["Credentials"]["AccessKeyId"] == role.access_key_id
    assert (debug["SESSION_TIMEOUT"], debug["ROLE_SESSION_TIMEOUT"]) == ("43200", "3600")
    assert re.fullmatch(
        r'export AWS_CREDENTIAL_EXPIRATION="[0-9T:-]+Z"; export ROLECALL_EXPIRES="[0-9]+";',
        lines[28],
    )
    assert lines[29].startswith("unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_VAULT ")
    assert len(lines) == 30


def test_what_is_asked_of_aws_is_what_the_classic_asked(classic: Classic) -> None:
    classic.run("dev", "look_around", classic.code, "us-east-1")
    asked = {one.action: one.parameters for one in classic.aws.calls}
    assert asked["GetSessionToken"]["DurationSeconds"] == "43200"
    assert asked["AssumeRole"]["ExternalId"] == DEV
    assert asked["AssumeRole"]["RoleSessionName"] == USER
    assert asked["AssumeRole"]["DurationSeconds"] == "3600"


def test_debug_lines_hold_no_secret(debugged: Classic) -> None:
    done = debugged.run("dev", "look_around", debugged.code, "us-east-1")
    lines = done.stdout.splitlines()
    found = exports_of(lines[:16])
    debug = "\n".join(lines[16:27])
    debug_of(lines[16:27])
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SESSION_ACCESS_KEY_ID"):
        issued = key(debugged, found[name])
        assert issued.secret not in debug
        assert issued.token not in debug


def test_saml(debugged: Classic) -> None:
    debugged.saml()
    done = debugged.run("dev", "look_around", "us-east-1", merged=True)
    assert done.returncode == 0, done.stdout
    warning, *lines = done.stdout.splitlines()
    assert warning.startswith("[WARNING] - Using non-https url (http://127.0.0.1:")
    assert warning.endswith(
        ") for SAML authentication. Your credentials may be sent via plaintext."
    )
    assert lines[:3] == [
        "Gathering SAML credentials...",
        "Authenticating with SAML provider...",
        SUCCESS,
    ]
    found = exports_of(lines[3:19])
    role = key(debugged, found["AWS_ACCESS_KEY_ID"])
    assert {found[name] for name in EXPORTS[8:13]} == {""}  # there is no MFA session
    assert found["AWS_REGION"] == found["AWS_DEFAULT_REGION"] == "us-east-1"
    assert found["AWS_SECRET_ACCESS_KEY"] == role.secret
    assert found["AWS_SESSION_TOKEN"] == found["AWS_SECURITY_TOKEN"] == role.token
    assert found["AWS_ACCOUNT_ID"] == DEV
    assert found["AWS_ACCOUNT_NAME"] == "dev"
    assert found["AWS_ACCOUNT_ROLE"] == "look_around"
    debug = debug_of(lines[19:30])
    assert debug["AWS_CONFIG_REGION"] == "nz-north-1"
    assert debug["ROLE_SESSION_ARGS"] == (
        f"--role-arn arn:aws:iam::{DEV}:role/look_around "
        f"--principal-arn arn:aws:iam::{DEV}:saml-provider/{PROVIDER} "
        "--saml-assertion masked --duration-seconds 3600"
    )
    assert len(lines) == 32


def test_a_bad_id_is_named_as_it_stands_in_the_file(classic: Classic) -> None:
    done = classic.run("bad", "sudo", "123456")
    assert (done.returncode, done.stdout) == (1, "")
    message, hint = done.stderr.splitlines()
    assert message == f'account_id "{BAD}" is incorrectly formatted AWS account id'
    assert hint.startswith("hint: ")
    assert not classic.aws.calls


@pytest.mark.parametrize("given", ["nowhere", "12345", "1234567890123"])
def test_what_is_neither_alias_nor_id_is_taken_for_an_id(classic: Classic, given: str) -> None:
    done = classic.run(given, "sudo", "123456")
    assert (done.returncode, done.stdout) == (1, "")
    message = f'account_id "{given}" is incorrectly formatted AWS account id'
    assert done.stderr.splitlines()[0] == message


def test_an_id_as_a_string_keeps_its_zero(classic: Classic) -> None:
    done = classic.run("string", "sudo", classic.code)
    assert done.returncode == 0, done.stderr
    assert exports_of(done.stdout.splitlines()[:16])["AWS_ACCOUNT_ID"] == STRING


def test_an_id_may_be_given_for_the_account(classic: Classic) -> None:
    done = classic.run(GIVEN, "sudo", classic.code)
    assert done.returncode == 0, done.stderr
    found = exports_of(done.stdout.splitlines()[:16])
    assert (found["AWS_ACCOUNT_ID"], found["AWS_ACCOUNT_NAME"]) == (GIVEN, GIVEN)


def test_the_role_is_read_and_the_region_the_profiles_where_none_is_given(classic: Classic) -> None:
    first = classic.run("dev", "look_around", classic.code)
    assert first.returncode == 0, first.stderr
    found = exports_of(classic.run("dev").stdout.splitlines()[:16])
    assert (found["AWS_ACCOUNT_ROLE"], found["AWS_REGION"]) == ("read", "nz-north-1")


def key(classic: Classic, access_key_id: str) -> Key:
    """The credentials as AWS issued them."""
    issued = classic.world.key(access_key_id)
    assert issued is not None
    return issued
