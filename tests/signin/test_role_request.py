"""The role that AWS is asked for, and the check that its response is for that role."""

import pytest

from rolecall.core.errors import Refused
from rolecall.signin.plan import Options
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


def asked(visitor: Visitor) -> dict[str, str]:
    """The parameters of the last AssumeRole, as AWS received them."""
    return visitor.last("AssumeRole").parameters


def test_a_role_is_asked_for_as_the_classic_does(visitor: Visitor) -> None:
    signed_in = visitor.become("production", "ops/deploy", visitor.code())
    parameters = {k: v for k, v in asked(visitor).items() if k not in ("Action", "Version")}
    assert parameters == {
        "RoleArn": "arn:aws:iam::222233334444:role/ops/deploy",
        "RoleSessionName": "alice",
        "ExternalId": "222233334444",
        "DurationSeconds": "3600",
    }
    assert visitor.last("AssumeRole").region == "eu-central-1"
    assert visitor.holder(signed_in) == "arn:aws:sts::222233334444:assumed-role/deploy/alice"
    session = signed_in.session
    assert (session.account_id, session.account_name) == ("222233334444", "production")
    assert (session.role, session.region) == ("ops/deploy", "eu-central-1")
    assert signed_in.notes == () and signed_in.new


def profile(visitor: Visitor, name: str, *lines: str, role: str = "read") -> None:
    arn = visitor.aws.world.role("staging", role).arn
    visitor.append(visitor.paths.aws_config, f"[profile {name}]", f"role_arn = {arn}", *lines)
    # The profile's settings replace the account's own.
    visitor.write(visitor.paths.config_file, [])
    visitor.write(visitor.paths.accounts_file, ["{}"])


def test_a_role_profile_says_how_its_role_is_asked_for(visitor: Visitor) -> None:
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[keys]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    visitor.write(visitor.paths.aws_config, [])
    profile(
        visitor,
        "stage",
        "source_profile = keys",
        "external_id = 333344445555",
        f"mfa_serial = {user.devices[1].serial}",
        "duration_seconds = 1800",
        "role_session_name = ada",
        "region = eu-west-1",
    )
    prompter = ScriptedPrompter(visitor.code(1))
    signed_in = visitor.follow(visitor.plan("stage", "read"), prompter)
    assert prompter.questions[0].preset.serial == user.devices[1].serial
    parameters = asked(visitor)
    assert parameters["ExternalId"] == "333344445555"
    assert parameters["RoleSessionName"] == "ada"
    assert parameters["DurationSeconds"] == "1800"
    assert visitor.last("AssumeRole").region == "eu-west-1"
    assert signed_in.session.base_profile == "keys"


def test_a_role_profile_without_external_id_sends_none(visitor: Visitor) -> None:
    visitor.aws.world.role("staging", "read").external_id = None
    serial = visitor.user.devices[0].serial
    profile(visitor, "stage", "source_profile = default", f"mfa_serial = {serial}")
    visitor.become("stage", "read", visitor.code())
    assert "ExternalId" not in asked(visitor)


def without_mfa(visitor: Visitor, *lines: str) -> None:
    role = visitor.aws.world.role("staging", "read")
    role.external_id, role.needs_mfa, role.max_session = None, False, 43_200
    profile(visitor, "stage", "source_profile = default", *lines)


def test_a_role_profile_without_mfa_asks_for_no_code(visitor: Visitor) -> None:
    without_mfa(visitor)
    signed_in = visitor.become("stage", "read")
    assert visitor.actions == ["GetUser", "AssumeRole"]
    assert visitor.last("AssumeRole").access_key_id == visitor.user.access_key_id
    assert signed_in.login is None
    assert visitor.held == ["role"]


def test_a_role_profile_without_mfa_may_last_longer_whatever_else_is_held(
    visitor: Visitor,
) -> None:
    """With the MFA session, the duration would be limited to 1 h."""
    held = visitor.sign_in()
    visitor.desk().store.forget_role(held.session.request)
    without_mfa(visitor, "duration_seconds = 43200")
    signed_in = visitor.become("stage", "read")
    assert asked(visitor)["DurationSeconds"] == "43200"
    assert visitor.last("AssumeRole").access_key_id == visitor.user.access_key_id
    assert signed_in.notes == ()


@pytest.mark.parametrize(
    ("variable", "option", "seconds"),
    [("1800", "", "1800"), ("30m", "", "1800"), ("1800", "15m", "900"), ("", "20m", "1200")],
)
def test_the_duration_is_the_options_then_the_variables(
    visitor: Visitor, variable: str, option: str, seconds: str
) -> None:
    visitor.setenv(AWS_ROLE_SESSION_TIMEOUT=variable)
    plan = visitor.plan("sandbox", "admin", Options(duration=option))
    visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert asked(visitor)["DurationSeconds"] == seconds


def test_a_duration_the_role_does_not_allow_gives_way_to_an_hour_and_is_said(
    visitor: Visitor,
) -> None:
    without_mfa(visitor, "duration_seconds = 7200")
    visitor.aws.world.role("staging", "read").max_session = 3600
    signed_in = visitor.become("stage", "read")
    assert asked(visitor)["DurationSeconds"] == "3600"
    assert signed_in.notes[0] == ("stage · read allows no session of 2 h. This one lasts 1 h.")


def test_a_target_that_cannot_be_assumed_says_why_and_asks_nobody(visitor: Visitor) -> None:
    plan = visitor.plan("staging", "read")
    plan = plan.replaced(target=plan.target._replace(why_not="it is a chain"))
    with pytest.raises(Refused, match="cannot be assumed yet") as raised:
        visitor.follow(plan, ScriptedPrompter())
    assert "chain" in raised.value.hint
    assert visitor.actions == []
