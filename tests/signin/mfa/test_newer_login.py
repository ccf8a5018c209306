"""A role that needs a younger MFA session than the held one; a code is never ignored."""

import pytest

from rolecall.core.errors import (
    Cancelled,
    ConfigError,
    InputNeeded,
    MfaCodeUsed,
    Refused,
    UsageError,
)
from rolecall.demo.faults import refuse
from rolecall.demo.protocol import refusals
from rolecall.signin.mfa.mfa_code import UsedCodes
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from rolecall.signin.plan import Options
from rolecall.signin.prompters import MfaAnswer, MfaQuestion, SilentPrompter
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

AGE = 900  # seconds


@pytest.fixture
def strict(visitor: Visitor) -> Visitor:
    """Alice holds an MFA session of an hour ago; staging's developer needs one of 15 minutes."""
    visitor.aws.world.role("staging", "developer").mfa_max_age = AGE
    visitor.sign_in()
    visitor.clock.advance(3_600)
    return visitor


def test_a_new_code_is_asked_for_once_and_helps(strict: Visitor) -> None:
    prompter = ScriptedPrompter(strict.code())
    signed_in = strict.follow(strict.plan("staging", "developer"), prompter)
    (question,) = prompter.questions
    assert question.refusal is not None
    assert "MFA session began 1 h ago" in question.refusal.message
    assert strict.actions.count("AssumeRole") == 2
    assert signed_in.asked_code
    later = strict.become("staging", "developer")  # the new login is used from now on
    assert not later.new


def test_a_denial_that_stays_is_told_after_one_code(strict: Visitor) -> None:
    strict.aws.world.role("staging", "developer").trusts.clear()
    prompter = ScriptedPrompter(strict.code())
    with pytest.raises(Refused, match="denied developer"):
        strict.follow(strict.plan("staging", "developer"), prompter)
    assert len(prompter.questions) == 1


class Nobody(ScriptedPrompter):
    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        raise InputNeeded("An MFA code is needed.")


@pytest.mark.parametrize("prompter", [Nobody(), SilentPrompter()], ids=["no input", "unasking"])
def test_where_nobody_can_be_asked_the_refusal_says_what_may_be_wrong(
    strict: Visitor, prompter: ScriptedPrompter
) -> None:
    with pytest.raises(Refused) as raised:
        strict.follow(strict.plan("staging", "developer"), prompter)
    assert "began 1 h ago" in raised.value.hint and "--mfa-code" in raised.value.hint
    assert strict.held == ["mfa", "role"], "nothing is given up"


def test_whoever_leaves_the_question_has_left(strict: Visitor) -> None:
    plan = strict.plan("staging", "developer")
    prompter = ScriptedPrompter(leave_at=4)
    with pytest.raises(Cancelled):
        strict.follow(plan, prompter)


def test_right_after_a_code_no_other_is_asked_for(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.world.role("staging", "developer").trusts.clear()
    visitor.clock.advance(20)
    with pytest.raises(Refused) as raised:
        visitor.become("staging", "developer")
    assert "ago" not in raised.value.hint


def test_an_inherited_session_may_be_too_old_as_well(strict: Visitor) -> None:
    desk = strict.desk()
    (mfa,) = desk.store.logins()
    assert mfa.credentials is not None
    desk.store.forget_login(MFA_SESSION, strict.plan("staging", "developer").base)
    strict.setenv(
        AWS_SESSION_ACCESS_KEY_ID=mfa.credentials.access_key_id,
        AWS_SESSION_SECRET_ACCESS_KEY=mfa.credentials.secret_access_key.reveal(),
        AWS_SESSION_SESSION_TOKEN=mfa.credentials.session_token.reveal(),
        AWS_SESSION_START=str(int(mfa.started.timestamp())),
    )
    assert strict.become("staging", "developer", strict.code()).asked_code


# Codes and devices given as options


def test_a_code_starts_a_new_login_though_one_is_held(visitor: Visitor) -> None:
    old = visitor.sign_in()
    visitor.clock.advance(60)
    plan = visitor.plan("staging", "read", Options(mfa_code=visitor.code()))
    new = visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert visitor.actions.count("GetSessionToken") == 1
    assert new.session != old.session and new.asked_code


def test_a_device_that_is_named_starts_a_new_login(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.clock.advance(60)
    same = visitor.plan("staging", "read", Options(mfa_device="alice-phone"))
    assert visitor.follow(same, ScriptedPrompter(visitor.code())).new
    other = visitor.plan("staging", "read", Options(mfa_device="alice-backup"))
    prompter = ScriptedPrompter(visitor.code(1))
    assert visitor.follow(other, prompter).new
    assert prompter.questions[0].preset.name == "alice-backup"


def test_the_code_that_began_a_session_serves_again_while_it_is_good(visitor: Visitor) -> None:
    code = visitor.code()
    first = visitor.follow(
        visitor.plan("staging", "read", Options(mfa_code=code)), ScriptedPrompter(code)
    )
    second = visitor.follow(
        visitor.plan("staging", "developer", Options(mfa_code=code)), ScriptedPrompter(code)
    )
    assert second.login == first.login
    assert visitor.actions.count("GetSessionToken") == 1


def leave(question: MfaQuestion) -> MfaAnswer:
    raise Cancelled()


def test_a_code_spent_in_vain_serves_nothing(visitor: Visitor) -> None:
    plan = visitor.plan("staging", "read")
    used = UsedCodes(visitor.paths.used_codes, visitor.clock)
    used.spend(visitor.user.devices[0].serial, visitor.code())
    given = ScriptedPrompter(visitor.code(), leave)
    with pytest.raises(Cancelled):
        visitor.follow(plan, given)
    assert isinstance(given.questions[1].refusal, MfaCodeUsed)


def test_a_code_that_aws_refused_begins_nothing_the_second_time(visitor: Visitor) -> None:
    visitor.sign_in()
    wrong = visitor.wrong_code()
    for _ in range(2):
        plan = visitor.plan("staging", "read", Options(mfa_code=wrong))
        prompter = ScriptedPrompter(wrong, leave)
        with pytest.raises(Cancelled):
            visitor.follow(plan, prompter)
        assert prompter.questions[1].refusal is not None


def test_an_unknown_device_is_named_with_those_there_are(visitor: Visitor) -> None:
    plan = visitor.plan("staging", "read", Options(mfa_device="pager"))
    with pytest.raises(UsageError, match="no MFA device named pager") as raised:
        visitor.follow(plan, ScriptedPrompter())
    assert "alice-phone, alice-backup" in raised.value.hint


def test_a_role_profile_without_mfa_serial_takes_a_code_that_is_given(visitor: Visitor) -> None:
    arn = visitor.aws.world.role("staging", "read").arn
    visitor.append(
        visitor.paths.aws_config,
        *("[profile ops]", f"role_arn = {arn}", "source_profile = default"),
        "external_id = 333344445555",
    )
    visitor.write(visitor.paths.config_file, [])
    visitor.write(visitor.paths.accounts_file, ["{}"])
    with pytest.raises(Refused) as raised:
        visitor.follow(visitor.plan("ops"), ScriptedPrompter())
    assert "profile ops has no mfa_serial" in raised.value.hint
    assert "--mfa-code" in raised.value.hint
    plan = visitor.plan("ops", options=Options(mfa_code=visitor.code()))
    assert visitor.follow(plan, ScriptedPrompter(visitor.code())).asked_code
    visitor.desk().store.forget_role(plan.request)
    again = visitor.become("ops", "")  # with the held session, where it is denied without one
    assert again.new and again.login is not None


# Devices, and the user that IAM is asked about


def test_the_mfa_serial_of_the_base_profile_chooses(visitor: Visitor) -> None:
    backup = visitor.user.devices[1].serial
    visitor.write(
        visitor.paths.aws_config, ["[default]", "region = eu-central-1", f"mfa_serial = {backup}"]
    )
    prompter = ScriptedPrompter(visitor.code(1))
    visitor.follow(visitor.plan("staging", "read"), prompter)
    (question,) = prompter.questions
    assert question.preset.serial == backup and question.is_chosen
    assert len(question.devices) == 2


def test_with_user_and_device_named_iam_is_not_asked(visitor: Visitor) -> None:
    serial = visitor.user.devices[0].serial
    visitor.write(
        visitor.paths.aws_config, ["[default]", "region = eu-central-1", f"mfa_serial = {serial}"]
    )
    visitor.setenv(AWS_USERNAME="alice", AWS_ENDPOINT_URL_IAM="http://127.0.0.1:9")
    visitor.become("staging", "read", visitor.code())
    assert visitor.actions == ["GetSessionToken", "AssumeRole"]
    visitor.setenv(AWS_ENDPOINT_URL_IAM=visitor.env["AWS_ENDPOINT_URL"])
    other = visitor.plan("staging", "read", Options(mfa_device="alice-backup"))
    assert visitor.follow(other, ScriptedPrompter(visitor.code(1))).new


def test_the_mfa_serial_serves_where_iam_cannot_be_reached(visitor: Visitor) -> None:
    serial = visitor.user.devices[0].serial
    visitor.write(
        visitor.paths.aws_config, ["[default]", "region = eu-central-1", f"mfa_serial = {serial}"]
    )
    visitor.setenv(AWS_ENDPOINT_URL_IAM="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    visitor.become("staging", "read", visitor.code())
    assert visitor.actions == ["GetCallerIdentity", "GetSessionToken", "AssumeRole"]


# Base credentials


@pytest.mark.parametrize("name", ["default", "mine"])
def test_a_profile_that_we_wrote_is_no_base(visitor: Visitor, name: str) -> None:
    visitor.append(visitor.paths.aws_credentials, "[mine]", "manager = rolecall")
    if name == "default":
        visitor.write(visitor.paths.aws_credentials, ["[default]", "manager = rolecall"])
    with pytest.raises(
        ConfigError, match=f"Base profile {name} holds a role session from Rolecall"
    ) as raised:
        visitor.plan("staging", "read", Options(base_profile=name))
    assert "--base-profile" in raised.value.hint


def test_a_code_that_aws_never_looked_at_is_as_good_as_before(visitor: Visitor) -> None:
    expired = refusals.signature_expired("20260101T000000Z", "20260101T001000Z", "now")
    visitor.aws.faults.add("GetSessionToken", refuse(expired), times=1)
    with pytest.raises(Refused, match="clock"):
        visitor.become("staging", "read", visitor.code())
    visitor.become("staging", "read", visitor.code())


def test_a_role_that_says_how_old_the_code_may_be_spares_the_denial(strict: Visitor) -> None:
    strict.append(
        strict.paths.config_file, "[accounts.staging.role.developer]", 'mfa_max_age = "15m"'
    )
    plan = strict.plan("staging", "developer")
    assert strict.desk().sign_in.login(plan) is None, "the card tells of a code"
    assert strict.desk().sign_in.login(strict.plan("staging", "admin")) is not None
    prompter = ScriptedPrompter(strict.code())
    strict.follow(plan, prompter)
    assert [question.refusal for question in prompter.questions] == [None]
    assert strict.actions.count("AssumeRole") == 1
    strict.clock.advance(AGE - 2)
    assert strict.desk().sign_in.login(plan) is not None
    strict.clock.advance(4)
    assert strict.desk().sign_in.login(plan) is None
