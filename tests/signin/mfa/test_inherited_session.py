"""The MFA session that the classic left in the shell is used instead of asking for a code."""

import pytest

from rolecall.core.errors import Refused
from rolecall.demo.faults import refuse
from rolecall.demo.protocol.refusals import access_denied, invalid_token
from tests.drivers.sdk_clients import mfa_session
from tests.drivers.visitor import Visitor


def inherit(visitor: Visitor, started: float | None = None) -> str:
    """Put an MFA session of the classic into the shell; returns its access key id."""
    keys = mfa_session(visitor.aws)
    start = visitor.clock() if started is None else started
    visitor.setenv(
        AWS_SESSION_ACCESS_KEY_ID=keys["AccessKeyId"],
        AWS_SESSION_SECRET_ACCESS_KEY=keys["SecretAccessKey"],
        AWS_SESSION_SESSION_TOKEN=keys["SessionToken"],
        AWS_SESSION_SECURITY_TOKEN=keys["SessionToken"],
        AWS_SESSION_START=str(int(start)),
        AWS_PROFILE_ASSUME_ROLE="",
    )
    visitor.aws.calls.clear()
    key_id: str = keys["AccessKeyId"]
    return key_id


def test_the_shells_session_serves_instead_of_a_code(visitor: Visitor) -> None:
    key_id = inherit(visitor)
    signed_in = visitor.become("staging", "read")
    assert visitor.last("AssumeRole").access_key_id == key_id
    assert visitor.aws.times_called("GetSessionToken") == 0
    assert visitor.holder(signed_in) == "arn:aws:sts::333344445555:assumed-role/read/alice"
    assert signed_in.login is not None and not signed_in.asked_code
    assert visitor.held == ["role"]  # it is the shell's: nothing of it is stored


def test_the_role_session_has_the_name_that_the_variable_says(visitor: Visitor) -> None:
    inherit(visitor)
    visitor.setenv(AWS_USERNAME="alice@example.com")
    signed_in = visitor.become("staging", "read")
    assert visitor.actions == ["AssumeRole"]
    assert visitor.holder(signed_in).endswith("/alice@example.com")


def test_every_role_of_the_base_is_taken_with_it(visitor: Visitor) -> None:
    inherit(visitor)
    visitor.become("staging", "read")
    visitor.become("production", "ops/deploy")
    assert visitor.aws.times_called("AssumeRole") == 2


def test_near_its_end_a_code_is_asked(visitor: Visitor) -> None:
    inherit(visitor, visitor.clock() - (43_200 - 199))
    visitor.clock.advance(30)
    signed_in = visitor.become("staging", "read", visitor.code())
    assert signed_in.asked_code
    assert visitor.held == ["mfa", "role"]


def test_a_kept_session_goes_before_the_shells(visitor: Visitor) -> None:
    visitor.become("staging", "read", visitor.code())
    kept = visitor.desk().store.logins()[0].access_key_id
    visitor.clock.advance(30)
    assert inherit(visitor) != kept
    visitor.become("production", "ops/deploy")
    assert visitor.last("AssumeRole").access_key_id == kept


def test_another_base_profile_has_no_part_in_it(visitor: Visitor) -> None:
    visitor.append(
        visitor.paths.aws_credentials,
        "[work]",
        f"aws_access_key_id = {visitor.user.access_key_id}",
        f"aws_secret_access_key = {visitor.user.secret}",
    )
    key_id = inherit(visitor)
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="work")
    visitor.clock.advance(30)
    # The variable names the base profile, and so the session's.
    visitor.become("staging", "read")
    assert visitor.last("AssumeRole").access_key_id == key_id
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="")
    visitor.append(visitor.paths.config_file, "[defaults]", 'base_profile = "work"')
    visitor.become("sandbox", "read", visitor.code())
    assert visitor.last("AssumeRole").access_key_id != key_id


def test_a_revoked_one_costs_one_code_and_no_loop(visitor: Visitor) -> None:
    key_id = inherit(visitor)
    visitor.aws.world.revoke(key_id)
    visitor.clock.advance(30)
    signed_in = visitor.become("staging", "read", visitor.code())
    assert signed_in.asked_code
    assert visitor.aws.times_called("GetSessionToken") == 1
    assert visitor.aws.times_called("AssumeRole") == 2
    visitor.become("production", "ops/deploy")  # by the new one, though the shell has the old one
    assert visitor.aws.times_called("AssumeRole") == 3


def test_all_refused_ends_after_one_code(visitor: Visitor) -> None:
    inherit(visitor)
    visitor.aws.faults.add("AssumeRole", refuse(invalid_token()))
    visitor.clock.advance(30)
    with pytest.raises(Refused):
        visitor.become("staging", "read", visitor.code())
    assert visitor.aws.times_called("AssumeRole") == 2


def test_a_denied_role_asks_no_code(visitor: Visitor) -> None:
    inherit(visitor)
    visitor.aws.faults.add("AssumeRole", refuse(access_denied("Not authorized")))
    with pytest.raises(Refused):
        visitor.become("staging", "read")
    assert visitor.aws.times_called("AssumeRole") == 1
