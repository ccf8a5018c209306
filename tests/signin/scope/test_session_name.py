"""The name of a role session: `{user}`, `{host}` and `{ticket}` in `session_name`."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from rolecall.core.errors import UsageError
from rolecall.core.state.state import load_state
from rolecall.signin.plan import Options, Plan
from rolecall.signin.process_arguments import process_arguments
from rolecall.signin.renewal import plan_again, renew
from rolecall.signin.scope.session_name import planned_name
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


def named(visitor: Visitor, template: str, ticket: str = "", role: str = "developer") -> Plan:
    settings = Path(visitor.paths.config_file)
    text = settings.read_text()
    if "session_name" not in text:
        settings.write_text(f"[defaults]\nsession_name = '{template}'\n{text}")
    return visitor.plan("staging", role, Options(ticket=ticket))


def sent(visitor: Visitor) -> str:
    return visitor.last("AssumeRole").parameters["RoleSessionName"]


def take(visitor: Visitor, plan: Plan, tickets: Sequence[str] = ()) -> ScriptedPrompter:
    prompter = ScriptedPrompter(visitor.code(), tickets=tickets)
    visitor.follow(plan, prompter)
    return prompter


def test_user_and_host_are_filled_in(visitor: Visitor) -> None:
    take(visitor, named(visitor, "{user}@{host}+ci"))
    host = os.uname().nodename.partition(".")[0]
    assert sent(visitor) == f"alice@{host}+ci"
    again = named(visitor, "")
    assert visitor.desk().sign_in.held(again) is not None


def test_the_users_name_of_the_environment_is_filled_in_beforehand(visitor: Visitor) -> None:
    visitor.setenv(AWS_USERNAME="alice")
    plan = named(visitor, "{user}-x")
    assert plan.session_name == "alice-x"
    take(visitor, plan)
    assert sent(visitor) == "alice-x"


def test_the_ticket_is_asked_for_once_a_session(visitor: Visitor) -> None:
    asked = take(visitor, named(visitor, "{user}-{ticket}"), ["OPS-12"])
    assert sent(visitor) == "alice-OPS-12"
    (question,) = asked.ticket_questions
    assert (question.target.role, question.offered) == ("developer", "")
    assert load_state(visitor.paths.state_file).tickets == {"333344445555": "OPS-12"}
    assert not take(visitor, named(visitor, "")).ticket_questions  # held
    other = take(visitor, named(visitor, "", role="read"), ["OPS-13"])
    assert other.ticket_questions[0].offered == "OPS-12"
    assert sent(visitor) == "alice-OPS-13"


def test_a_ticket_that_was_named_is_not_asked_for(visitor: Visitor) -> None:
    take(visitor, named(visitor, "{ticket}", "OPS-12"))
    assert sent(visitor) == "OPS-12"
    assert visitor.desk().sign_in.held(named(visitor, "")) is not None
    assert visitor.desk().sign_in.held(named(visitor, "", "OPS-13")) is None
    with pytest.raises(UsageError, match="ticket"):
        named(visitor, "", "OPS 12")


def test_a_session_of_a_ticket_that_is_typed_again_is_used(visitor: Visitor) -> None:
    take(visitor, named(visitor, "{ticket}", "OPS-1"))
    take(visitor, named(visitor, "", "OPS-2", role="read"))
    visitor.aws.calls.clear()
    take(visitor, named(visitor, ""), ["OPS-1"])
    assert visitor.actions == []
    assert visitor.desk().sign_in.held(named(visitor, "")) is not None


def test_a_renewed_session_keeps_its_ticket(visitor: Visitor) -> None:
    take(visitor, named(visitor, "{user}-{ticket}", "OPS-12"))
    take(visitor, named(visitor, "", "OPS-13", role="read"))
    desk = visitor.desk()
    old = next(one for one in desk.store.role_sessions() if one.role == "developer")
    renew(desk, plan_again(desk, old), ScriptedPrompter())
    assert sent(visitor) == "alice-OPS-12"


def test_a_profile_names_its_ticket(visitor: Visitor) -> None:
    words = process_arguments(named(visitor, "{user}-{ticket}", "OPS-12"))
    assert words[words.index("--session-name") + 1] == "{user}-OPS-12"


def test_a_name_that_is_too_long_is_said_before_anything_is_asked() -> None:
    with pytest.raises(UsageError, match="has 66 characters"):
        planned_name("{user}-{ticket}", "a" * 32, "T" * 33)
    assert len(planned_name("{user}-{ticket}", "a" * 31, "T" * 32)) == 64
