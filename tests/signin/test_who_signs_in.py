"""The credentials that a sign-in starts from, and the session name it uses."""

import json
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError, Refused
from rolecall.demo.world.bastion import BASTION
from rolecall.demo.world.world import Caller, Key
from tests.drivers.sdk_clients import become as become_by_sdk
from tests.drivers.sdk_clients import mfa_session
from tests.drivers.visitor import Visitor

WORK = ("[work]", "aws_access_key_id = {id}", "aws_secret_access_key = {secret}")


def add_profile(visitor: Visitor, *lines: str, key: Key) -> None:
    lines = (*lines, f"aws_session_token = {key.token}") if key.token else lines
    written = (line.format(id=key.access_key_id, secret=key.secret) for line in lines)
    visitor.append(visitor.paths.aws_credentials, *written)


def key_of(visitor: Visitor, name: str) -> Key:
    """The keys of another user of the bastion, who has a device."""
    user = visitor.aws.world.add_user(BASTION, name, [f"{name}-phone"])
    key = visitor.aws.world.key(user.access_key_id)
    assert key is not None
    return key


def test_the_base_is_the_default_profile(visitor: Visitor) -> None:
    visitor.become("staging", "read", visitor.code())
    assert visitor.last("GetSessionToken").access_key_id == visitor.user.access_key_id
    assert visitor.desk().store.logins()[0].name == "default"


def test_the_classics_variable_names_another_base(visitor: Visitor) -> None:
    bob = key_of(visitor, "bob")
    add_profile(visitor, *WORK, key=bob)
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="work")
    user = bob.caller.user
    assert user is not None
    signed_in = visitor.become("staging", "read", visitor.code(user.devices[0]))
    assert visitor.holder(signed_in).endswith("assumed-role/read/bob")
    assert signed_in.session.base_profile == "work"


def test_an_assumed_role_in_the_environment_is_never_the_base(visitor: Visitor) -> None:
    credentials = become_by_sdk(visitor.aws, mfa_session(visitor.aws), "sandbox", "admin")
    keys = credentials["Credentials"]
    visitor.aws.calls.clear()
    visitor.setenv(
        AWS_ACCESS_KEY_ID=keys["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY=keys["SecretAccessKey"],
        AWS_SESSION_TOKEN=keys["SessionToken"],
        AWS_SECURITY_TOKEN=keys["SessionToken"],
        AWS_PROFILE="a-profile-that-is-gone",
    )
    visitor.clock.advance(30)
    visitor.become("staging", "read", visitor.code())
    signers = {asked.access_key_id for asked in visitor.aws.calls}
    assert keys["AccessKeyId"] not in signers
    assert visitor.last("GetSessionToken").access_key_id == visitor.user.access_key_id


def test_a_base_without_credentials_is_named(visitor: Visitor) -> None:
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="nobody")
    with pytest.raises(ConfigError, match="no profile nobody"):
        visitor.become()
    visitor.write(visitor.paths.aws_credentials, ["[other]", "region = eu-west-1"])
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="default")
    with pytest.raises(ConfigError, match="default has no credentials"):
        visitor.become()
    assert visitor.actions == []


SELFIE = (
    "[profile selfie]",
    "role_arn = arn:aws:iam::888899990000:role/auditor",
    "source_profile = selfie",
    "mfa_serial = arn:aws:iam::111122223333:mfa/alice-phone",
)


@pytest.mark.parametrize("file", ["aws_config", "aws_credentials"])
def test_a_base_that_is_its_own_role_signs_in_with_its_keys(visitor: Visitor, file: str) -> None:
    """Valid for AWS's tools; botocore would assume that role first, and ask for a code itself."""
    keys = [
        f"aws_access_key_id = {visitor.user.access_key_id}",
        f"aws_secret_access_key = {visitor.user.secret}",
    ]
    visitor.append(visitor.paths.aws_config, *SELFIE, *(keys if file == "aws_config" else ()))
    if file == "aws_credentials":
        visitor.append(visitor.paths.aws_credentials, "[selfie]", *keys)
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="selfie")
    signed_in = visitor.become("sandbox", "read", visitor.code())
    assert visitor.holder(signed_in) == "arn:aws:sts::444455556666:assumed-role/read/alice"
    signers = {asked.access_key_id for asked in visitor.aws.calls if asked.action != "AssumeRole"}
    assert signers == {visitor.user.access_key_id}
    assert visitor.aws.times_called("AssumeRole") == 1


def test_a_base_that_is_a_role_without_keys_is_refused(visitor: Visitor) -> None:
    visitor.append(visitor.paths.aws_config, *SELFIE)
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="selfie")
    with pytest.raises(ConfigError, match="selfie is a role itself"):
        visitor.become()
    assert visitor.actions == []


def test_a_base_may_get_its_keys_from_a_process(visitor: Visitor) -> None:
    """Any credentials that botocore can resolve without a prompt."""
    answer = json.dumps(
        {
            "Version": 1,
            "AccessKeyId": visitor.user.access_key_id,
            "SecretAccessKey": visitor.user.secret,
        }
    )
    script = Path(visitor.paths.aws_config).with_name("keys.json")
    script.write_text(answer)
    visitor.append(
        visitor.paths.aws_config, "[profile vault]", f"credential_process = cat {script}"
    )
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="vault")
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.holder(signed_in).endswith("/alice")


def test_the_users_name_is_what_the_variable_says(visitor: Visitor) -> None:
    visitor.setenv(AWS_USERNAME="alice")
    visitor.become("staging", "read", visitor.code())
    assert visitor.actions == ["ListMFADevices", "GetSessionToken", "AssumeRole"]


def test_without_the_variable_iam_is_asked(visitor: Visitor) -> None:
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.actions == ["GetUser", "ListMFADevices", "GetSessionToken", "AssumeRole"]
    assert visitor.last("ListMFADevices").parameters["UserName"] == "alice"
    assert visitor.holder(signed_in).endswith("/alice")


def test_where_iam_is_denied_the_callers_arn_gives_the_name(visitor: Visitor) -> None:
    visitor.aws.world.deny(visitor.user.arn, "iam:GetUser")
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.actions[:2] == ["GetUser", "GetCallerIdentity"]
    assert visitor.holder(signed_in).endswith("/alice")


def test_another_name_is_another_session(visitor: Visitor) -> None:
    """CloudTrail shows the session name: a session with another name is not handed out."""
    visitor.become("staging", "read", visitor.code())
    visitor.setenv(AWS_USERNAME="alice@example.com")
    signed_in = visitor.become("staging", "read")
    assert signed_in.new
    assert visitor.holder(signed_in).endswith("/alice@example.com")
    assert not visitor.become("staging", "read").new


@pytest.mark.parametrize(
    ("user", "name"),
    [("jürgen müller", "j-rgen-m-ller"), ("a", "a-"), ("x" * 70, "x" * 64), ("a/b\n", "a-b-")],
)
def test_the_session_name_is_one_that_aws_takes(visitor: Visitor, user: str, name: str) -> None:
    visitor.sign_in()
    visitor.setenv(AWS_USERNAME=user)
    visitor.become("staging", "admin")
    assert visitor.last("AssumeRole").parameters["RoleSessionName"] == name


def test_unknown_keys_are_said_to_be_unknown(visitor: Visitor) -> None:
    visitor.write(
        visitor.paths.aws_credentials,
        ["[default]", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = x"],
    )
    with pytest.raises(Refused) as raised:
        visitor.become()
    assert raised.value.code == "InvalidClientTokenId"
    assert "profile default" in raised.value.message


def temporary_base(visitor: Visitor, seconds: int = 3600) -> Key:
    """The default profile has temporary keys with MFA, as other tools write them."""
    user = visitor.user
    holder = Caller(BASTION, user.arn, user.user_id, user, temporary=True, mfa_at=visitor.clock())
    key = visitor.aws.world.issue(holder, seconds)
    visitor.write(visitor.paths.aws_credentials, [])
    add_profile(visitor, "[default]", *WORK[1:], key=key)
    return key


def test_a_temporary_base_takes_the_role_directly(visitor: Visitor) -> None:
    key = temporary_base(visitor)
    signed_in = visitor.become("staging", "read")
    assert visitor.actions == ["GetCallerIdentity", "AssumeRole"]
    assert visitor.last("AssumeRole").access_key_id == key.access_key_id
    assert visitor.holder(signed_in).endswith("/alice")
    assert signed_in.login is None and not signed_in.asked_code
    assert visitor.held == ["role"]


def test_a_role_as_base_takes_its_next_role_directly(visitor: Visitor) -> None:
    """IAM has no user for such keys, and answers with a validation error."""
    role = visitor.aws.world.role("audit", "auditor")
    arn = "arn:aws:sts::888899990000:assumed-role/auditor/alice"
    key = visitor.aws.world.issue(
        Caller(role.account_id, arn, role.role_id, role=role, temporary=True), 3600
    )
    visitor.write(visitor.paths.aws_credentials, [])
    visitor.write(visitor.paths.aws_config, [])  # in which the archivist is a chain of two profiles
    add_profile(visitor, "[default]", *WORK[1:], key=key)
    archivist = visitor.aws.world.role("log-archive", "archivist")
    signed_in = visitor.become(archivist.account_id, "archivist")
    assert visitor.holder(signed_in) == ("arn:aws:sts::012345678901:assumed-role/archivist/alice")


def test_a_temporary_base_that_is_over_is_named(visitor: Visitor) -> None:
    temporary_base(visitor)
    visitor.clock.advance(3601)
    with pytest.raises(Refused, match="profile default have expired") as raised:
        visitor.become("staging", "read")
    assert raised.value.code == "ExpiredToken"
