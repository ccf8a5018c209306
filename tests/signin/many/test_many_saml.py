"""Many roles with one login at an identity provider."""

from pathlib import Path

import pytest

from rolecall.demo.sts import saml_refusals
from rolecall.demo.world.actions import ApiCall
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.many.many import Many
from rolecall.signin.many.role_progress import Status
from tests.drivers.saml_visitor import CALL, LAB, PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter

ROLES = ((PORTAL, "read"), (PORTAL, "support"), (LAB, "read"), (LAB, "researcher"))


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_four_roles_take_one_login(saml: SamlVisitor) -> None:
    prompter = ScriptedPrompter(logins=[saml.alice])
    outcomes = Many(saml.desk(), [saml.plan(*role) for role in ROLES], prompter).run()
    assert [outcome.status for outcome in outcomes] == [Status.HELD] * 4
    assert len(saml.logins) == 1 and saml.calls == 4
    holders = [saml.holder(outcome.signed_in) for outcome in outcomes if outcome.signed_in]
    assert len(set(holders)) == 4


def test_a_role_that_the_assertion_does_not_list_costs_no_second_login(saml: SamlVisitor) -> None:
    plans = [saml.plan(PORTAL, "nobody"), *(saml.plan(*role) for role in ROLES)]
    outcomes = Many(saml.desk(), plans, ScriptedPrompter(logins=[saml.alice])).run()
    assert [outcome.status for outcome in outcomes] == [Status.REFUSED, *[Status.HELD] * 4]
    assert len(saml.logins) == 1


def test_a_stored_login_is_sent_once(saml: SamlVisitor) -> None:
    saml.store_login()
    plans = [saml.plan(*role) for role in ROLES]
    outcomes = Many(saml.desk(), plans, ScriptedPrompter()).run()
    assert [outcome.status for outcome in outcomes] == [Status.HELD] * 4
    assert len(saml.logins) == 1


def test_an_assertion_that_is_over_is_replaced_by_one_stored_login_not_by_four(
    saml: SamlVisitor,
) -> None:
    saml.store_login()
    saml.without_prompt(PORTAL, "read")
    first = saml.last(CALL).parameters["SAMLAssertion"]

    def over(world: World, call: ApiCall) -> None:
        if call.parameters["SAMLAssertion"] == first:
            raise saml_refusals.too_late()

    saml.aws.faults.rule(CALL, over)
    saml.aws.logins.clear()
    plans = [saml.plan(*role) for role in ROLES]
    outcomes = Many(saml.desk(), plans, ScriptedPrompter()).run()
    assert [outcome.status for outcome in outcomes] == [Status.HELD] * 4
    assert len(saml.logins) == 1


def test_code_and_login_are_asked_one_after_the_other(saml: SamlVisitor) -> None:
    plans = [saml.plan(PORTAL, "read"), saml.plan("staging", "read"), saml.plan(LAB, "read")]
    plans.append(saml.plan("production", "read"))
    prompter = ScriptedPrompter(saml.code(), logins=[saml.alice])
    outcomes = Many(saml.desk(), plans, prompter).run()
    assert [outcome.status for outcome in outcomes] == [Status.HELD] * 4
    assert (len(saml.logins), saml.aws.times_called("GetSessionToken")) == (1, 1)


def test_one_login_is_enough_where_nothing_can_be_kept(saml: SamlVisitor) -> None:
    folder = Path(saml.paths.sessions_folder)
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the folder's place")
    plans = [saml.plan(PORTAL, "nobody"), *(saml.plan(*role) for role in ROLES)]
    outcomes = Many(saml.desk(), plans, ScriptedPrompter(logins=[saml.alice])).run()
    assert [outcome.status for outcome in outcomes] == [Status.REFUSED, *[Status.HELD] * 4]
    assert len(saml.logins) == 1
