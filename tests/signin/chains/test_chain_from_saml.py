"""A chain whose first role is taken by the assertion of a SAML login."""

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import Role, World
from rolecall.signin.renewal import plan_again, renew
from tests.drivers.saml_visitor import CALL, PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter

DEEP = "777700001111"


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    world = demo_world(clock)
    hop = world.role(PORTAL, "read")
    world.add_role(Role(DEEP, "deep", trusts={hop.arn}, needs_mfa=False))
    return world


@pytest.fixture
def chained(saml: SamlVisitor) -> SamlVisitor:
    saml.append(
        saml.paths.config_file,
        "[accounts.behind]",
        f'id = "{DEEP}"',
        'roles = ["deep"]',
        'external_id = ""',
        f'via = "{PORTAL} read"',
    )
    return saml


def test_one_login_leads_to_the_role_behind(chained: SamlVisitor) -> None:
    signed_in, prompter = chained.sign("behind", "deep", logins=[chained.alice])
    assert chained.holder(signed_in) == f"arn:aws:sts::{DEEP}:assumed-role/deep/alice@example.com"
    assert chained.actions == [CALL, "AssumeRole"]
    assert len(prompter.saml_questions) == 1
    chained.aws.calls.clear()
    assert chained.without_prompt("behind", "deep").session == signed_in.session
    assert chained.without_prompt(PORTAL, "read").new is False
    assert chained.actions == []


def test_a_held_session_at_the_provider_serves_without_a_login(chained: SamlVisitor) -> None:
    first = chained.log_in()
    for login in chained.desk().store.logins():
        chained.desk().store.forget(login)
    chained.aws.calls.clear()
    request = chained.without_prompt("behind", "deep").session.request
    assert chained.actions == ["AssumeRole"]
    assert request.identity == first.session.request.identity
    assert request.identity_key == first.session.request.identity_key
    assert request.via == first.session.request.digest


def test_it_is_renewed_as_the_same_user(chained: SamlVisitor) -> None:
    session = chained.sign("behind", "deep", logins=[chained.alice])[0].session
    desk = chained.desk()
    renewed = renew(desk, plan_again(desk, session), ScriptedPrompter())
    assert renewed.signed_in.session.request == session.request


def test_its_request_holds_the_external_id_and_the_name_that_are_sent(saml: SamlVisitor) -> None:
    saml.append(
        saml.paths.config_file,
        "[accounts.behind]",
        f'id = "{DEEP}"',
        'roles = ["deep"]',
        'external_id = "agreed"',
        'session_name = "audit-{user}"',
        f'via = "{PORTAL} read"',
    )
    request = saml.sign("behind", "deep", logins=[saml.alice])[0].session.request
    assert (request.external_id, request.session_name) == ("agreed", "audit-{user}")
    assert (
        next(call for call in saml.aws.calls if call.action == "AssumeRole").parameters[
            "RoleSessionName"
        ]
        == "audit-alice@example.com"
    )
