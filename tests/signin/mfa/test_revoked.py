"""A revoked MFA session is removed; one that only lacks a permission is kept."""

import pytest

from rolecall.core.errors import Cancelled, InputNeeded, Refused
from rolecall.demo.faults import refuse
from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.refusals import AwsError
from rolecall.signin.prompters import MfaAnswer, MfaQuestion, SilentPrompter, WouldAsk
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


def leave(question: MfaQuestion) -> MfaAnswer:
    raise Cancelled


def nobody(question: MfaQuestion) -> MfaAnswer:
    raise InputNeeded("A code is needed.", "")


REVOKED = [refusals.expired_token(), refusals.invalid_token()]


@pytest.mark.parametrize("error", REVOKED, ids=lambda error: error.code)
@pytest.mark.parametrize("answer", [leave, nobody])
def test_a_revoked_session_is_gone_though_no_code_was_given(
    visitor: Visitor, error: AwsError, answer: object
) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", refuse(error), times=1)
    with pytest.raises((Cancelled, InputNeeded)):
        visitor.follow(visitor.plan("production"), ScriptedPrompter(answer))  # type: ignore[arg-type]
    assert visitor.held == ["role"]


def test_it_is_gone_where_nobody_could_be_asked(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", refuse(refusals.expired_token()), times=1)
    with pytest.raises(WouldAsk):
        visitor.desk().become(visitor.plan("production"), SilentPrompter())
    assert visitor.held == ["role"]


def test_a_role_that_is_denied_leaves_the_session(visitor: Visitor) -> None:
    visitor.sign_in()
    with pytest.raises(Refused):
        visitor.follow(visitor.plan("payments-prod", "break-glass"), ScriptedPrompter(leave))
    assert visitor.held == ["mfa", "role"]


def test_a_request_that_is_wrong_leaves_the_session(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", refuse(refusals.validation("no")), times=1)
    with pytest.raises(Refused):
        visitor.follow(visitor.plan("production"), ScriptedPrompter())
    assert visitor.held == ["mfa", "role"]
