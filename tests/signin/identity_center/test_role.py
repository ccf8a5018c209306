"""Roles by an Identity Center session: one sign-in serves all, and a spurious 401 ends none."""

from datetime import timedelta

import pytest

from rolecall.core.errors import Refused
from rolecall.demo.faults import refuse
from rolecall.demo.portal.portal import unauthorized
from rolecall.demo.server import EmbeddedAws
from tests.demo.portal.center import FIRST
from tests.signin.identity_center.corp import Corp

pytestmark = pytest.mark.timeout(60)  # a page that nobody answers is waited for


def test_one_sign_in_serves_every_role(corp: Corp) -> None:
    prompter = corp.prompter("allow")
    signed_in = corp.take(prompter)
    (question,) = prompter.browser_questions
    assert question.target is not None
    assert question.target.role == "Read"
    session = signed_in.session
    assert (session.account_id, session.role) == (FIRST, "Read")
    assert session.expiration - session.started == timedelta(hours=1)
    role = "AWSReservedSSO_Read_0123456789abcdef"
    assert corp.visitor.holder(signed_in) == f"arn:aws:sts::{FIRST}:assumed-role/{role}/alice"
    assert corp.take(corp.prompter(), "Admin").new
    assert not corp.take(corp.prompter(), "Admin").new


def test_a_role_is_renewed_without_a_question(corp: Corp) -> None:
    first = corp.take(corp.prompter("allow")).session
    desk = corp.visitor.desk()
    again = desk.role_session(desk.plan(corp.plan().target), corp.prompter(), renew=True)
    assert again.session.access_key_id != first.access_key_id


def test_a_token_is_refreshed_on_the_way(corp: Corp) -> None:
    corp.take(corp.prompter("allow"))
    corp.advance(hours=2)
    assert corp.take(corp.prompter()).session.expiration > corp.visitor.now


@pytest.mark.parametrize(
    ("times", "refreshes", "questions"), [(1, 0, 0), (2, 1, 0), (3, 1, 1)], ids=str
)
def test_a_token_that_the_portal_refuses_is_sent_again_refreshed_and_then_replaced(
    corp: Corp, aws: EmbeddedAws, times: int, refreshes: int, questions: int
) -> None:
    corp.sign_in()
    before = corp.asked("CreateToken")
    aws.faults.add("GetRoleCredentials", refuse(unauthorized()), times=times)
    prompter = corp.prompter("allow")
    assert corp.take(prompter).new
    assert len(prompter.browser_questions) == questions
    assert corp.asked("CreateToken") - before == refreshes + questions
    if questions:
        refusal = prompter.browser_questions[0].refusal
        assert refusal is not None
        assert refusal.message.startswith("Identity Center does not accept the session of corp")


def test_a_session_that_was_ended_elsewhere_is_said(corp: Corp) -> None:
    corp.sign_in()
    assert corp.there.session is not None
    corp.there.log_out(corp.there.session)
    prompter = corp.prompter("allow")
    assert corp.take(prompter).new
    (question,) = prompter.browser_questions
    assert question.refusal is not None
    assert question.refusal.message == "The Identity Center session of corp has expired."


def test_who_has_just_signed_in_is_not_asked_again(corp: Corp, aws: EmbeddedAws) -> None:
    aws.faults.add("GetRoleCredentials", refuse(unauthorized()))
    prompter = corp.prompter("allow")
    with pytest.raises(Refused) as refused:
        corp.take(prompter)
    assert refused.value.code == "UnauthorizedException"
    assert len(prompter.browser_questions) == 1


def test_a_token_that_another_process_has_kept_meanwhile_is_used(
    corp: Corp, aws: EmbeddedAws
) -> None:
    first = corp.sign_in()
    second = corp.sign_in_anew()
    corp.tokens.keep(corp.center, first)

    def changed_under_our_feet(proceed: object, refuse_with: object) -> object:
        corp.tokens.keep(corp.center, second)
        return refuse(unauthorized())(proceed, refuse_with)  # type: ignore[arg-type]

    aws.faults.add("GetRoleCredentials", changed_under_our_feet, times=1)  # type: ignore[arg-type]
    assert corp.take(corp.prompter()).new
    last = [each for each in aws.portal.requests if each.action == "GetRoleCredentials"][-1]
    sent = last.request.headers["x-amz-sso_bearer_token"]
    assert sent == second.access_token.reveal()
