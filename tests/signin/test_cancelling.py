"""Cancelling a sign-in at any step stores nothing."""

import pytest

from rolecall.core.errors import Cancelled
from rolecall.core.state.state import load_state
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

STEPS = [
    "asking AWS",
    "asking AWS who you are",
    "asking AWS for your MFA devices",
    "a code",
    "asking AWS",
    "saving the session",
    "asking AWS for read",
    "saving the session",
]


def test_a_sign_in_says_what_it_is_at(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging", "read"), prompter)
    assert prompter.steps == STEPS


@pytest.mark.parametrize("step", range(len(STEPS)), ids=lambda step: f"{step} {STEPS[step]}")
def test_what_was_left_is_not_kept(visitor: Visitor, step: int) -> None:
    prompter = ScriptedPrompter(visitor.code(), leave_at=step)
    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging", "read"), prompter)
    # An MFA session stored before remains: the next sign-in needs no code.
    assert visitor.held == (["mfa"] if step > STEPS.index("saving the session") else [])
    state = load_state(visitor.paths.state_file)
    assert not state.recents and not state.last_device


@pytest.mark.parametrize("step", range(4))
def test_leaving_before_a_code_was_sent_spends_none(visitor: Visitor, step: int) -> None:
    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging"), ScriptedPrompter(visitor.code(), leave_at=step))
    assert visitor.aws.times_called("GetSessionToken") == 0
    assert visitor.become("staging", "read", visitor.code()).new


def test_leaving_at_a_refusal_keeps_nothing(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.wrong_code(), leave_at=5)
    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging"), prompter)
    assert prompter.questions[-1].refusal is not None
    assert visitor.held == []


@pytest.mark.parametrize("step", range(3))
def test_leaving_another_role_leaves_the_held_session_as_it_was(
    visitor: Visitor, step: int
) -> None:
    first = visitor.sign_in()
    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging", "developer"), ScriptedPrompter(leave_at=step))
    assert visitor.become("staging", "read").session == first.session
