"""More than an hour: one code for one role, in one call with the long-term keys."""

from datetime import timedelta

import pytest

from rolecall.core.errors import InputNeeded, MfaCodeUsed, TooLong
from rolecall.core.state.state import load_state, update_state
from rolecall.signin.many.many import Many
from rolecall.signin.many.role_progress import Status
from rolecall.signin.plan import Options, Plan
from rolecall.signin.prompters import SilentPrompter
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

LONG = Options(duration="12h")
BY_MFA_SESSION = "AWS allows at most 1 h for a role assumed with an MFA session."


@pytest.fixture(autouse=True)
def long_role(visitor: Visitor) -> None:
    visitor.aws.world.role("sandbox", "admin").max_session = 43_200


def _plan(visitor: Visitor, options: Options = LONG) -> Plan:
    return visitor.plan("sandbox", "admin", options)


def _asked(visitor: Visitor) -> dict[str, str]:
    return visitor.last("AssumeRole").parameters


def test_twelve_hours_take_one_call_with_keys_and_code(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code())
    signed_in = visitor.follow(_plan(visitor), prompter)
    assert "GetSessionToken" not in visitor.actions
    call = visitor.last("AssumeRole")
    assert call.access_key_id == visitor.user.access_key_id
    assert call.parameters["DurationSeconds"] == "43200"
    assert call.parameters["TokenCode"] == visitor.code()
    assert call.parameters["SerialNumber"] == visitor.user.devices[0].serial
    assert call.parameters["RoleSessionName"] == "alice"
    assert signed_in.session.expiration - visitor.now > timedelta(hours=11, minutes=59)
    assert signed_in.notes == () and signed_in.asked_code
    assert prompter.questions[0].serves == "for 12 h", "said before it is asked"
    assert visitor.held == ["role"]


def test_the_hour_of_most_people_begins_an_mfa_session_as_ever(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(_plan(visitor, Options(duration="1h")), prompter)
    assert "GetSessionToken" in visitor.actions
    assert "TokenCode" not in _asked(visitor)
    assert prompter.questions[0].serves == ""


def test_a_held_mfa_session_does_not_do(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.clock.advance(30)
    visitor.follow(_plan(visitor), ScriptedPrompter(visitor.code()))
    assert _asked(visitor)["DurationSeconds"] == "43200"


def test_where_nobody_can_be_asked_it_is_the_hour_of_a_held_mfa_session(visitor: Visitor) -> None:
    with pytest.raises(InputNeeded):
        visitor.desk().become(_plan(visitor), SilentPrompter())
    visitor.sign_in()
    signed_in = visitor.desk().become(_plan(visitor), SilentPrompter())
    assert _asked(visitor)["DurationSeconds"] == "3600"
    assert signed_in.notes == (BY_MFA_SESSION,)


def test_a_refused_code_is_asked_for_again(visitor: Visitor) -> None:
    wrong = visitor.wrong_code()
    visitor.follow(_plan(visitor), ScriptedPrompter(wrong, visitor.code()))
    sent = [
        call.parameters["TokenCode"] for call in visitor.aws.calls if call.action[-4:] == "Role"
    ]
    assert sent == [wrong, visitor.code()]


def test_a_code_is_never_sent_twice_whatever_it_was_for(visitor: Visitor) -> None:
    code = visitor.code()
    visitor.become("staging", "read", code)

    prompter = ScriptedPrompter(code, lambda question: pytest.fail(str(question.refusal)))
    with pytest.raises(pytest.fail.Exception):
        visitor.follow(_plan(visitor), prompter)
    assert isinstance(prompter.questions[1].refusal, MfaCodeUsed)
    sent = [call for call in visitor.aws.calls if "TokenCode" in call.parameters]
    assert [call.action for call in sent] == ["GetSessionToken"]


def test_a_role_that_allows_less_gives_an_hour_and_is_remembered(visitor: Visitor) -> None:
    visitor.aws.world.role("sandbox", "admin").max_session = 7200
    visitor.setenv(AWS_ROLE_SESSION_TIMEOUT="")
    config = visitor.paths.config_file
    with open(config, encoding="utf-8") as file:
        text = file.read()
    visitor.write(config, ['[defaults]\nduration = "12h"', text.replace("[defaults]\n", "")])
    later = visitor.code(windows=1)
    plan = _plan(visitor, Options())
    assert plan.duration == 43_200
    prompter = ScriptedPrompter(visitor.code(), later)
    signed_in = visitor.follow(plan, prompter)
    assert signed_in.notes[0] == "sandbox · admin allows no session of 12 h. This one lasts 1 h."
    assert prompter.questions[1].refusal is not None
    assert "For 1 h, type the next code." in prompter.questions[1].refusal.hint
    arn = signed_in.session.request.role_arn
    assert load_state(visitor.paths.state_file).longest == {arn: "3600"}
    assert _plan(visitor, Options()).duration == 3600
    visitor.setenv(AWS_ROLE_SESSION_TIMEOUT="8h")
    assert _plan(visitor, Options()).duration == 3600, "nor is a second code spent on it"
    assert _plan(visitor).duration == 43_200, "an option is tried all the same"
    update_state(
        visitor.paths.state_file, lambda state: state._replace(longest=dict.fromkeys([arn], "5"))
    )
    assert _plan(visitor, Options()).duration == 3600, "an hour is allowed to every role"


def test_a_duration_by_option_that_the_role_does_not_allow_is_refused(visitor: Visitor) -> None:
    visitor.aws.world.role("sandbox", "admin").max_session = 7200
    with pytest.raises(TooLong) as refused:
        visitor.follow(_plan(visitor), ScriptedPrompter(visitor.code()))
    assert refused.value.message == "sandbox · admin allows no session of 12 h."
    assert "--duration 1h" in refused.value.hint


def test_many_roles_share_one_code_for_an_hour_each(visitor: Visitor) -> None:
    plans = [_plan(visitor), visitor.plan("staging", "read", LONG)]
    prompter = ScriptedPrompter(visitor.code())
    outcomes = Many(visitor.desk(), plans, prompter).run()
    assert [one.status for one in outcomes] == [Status.HELD, Status.HELD]
    assert len(prompter.questions) == 1
    assert outcomes[0].signed_in is not None
    assert outcomes[0].signed_in.notes == (BY_MFA_SESSION,)
