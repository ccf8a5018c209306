"""Two users of one identity provider do not share sessions."""

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from rolecall.signin.renewal import plan_again, renew
from tests.drivers.saml_visitor import PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter

ASSERTION = 400  # seconds after which an assertion has expired


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def become_bob(saml: SamlVisitor) -> tuple[str, Secret]:
    saml.aws.idp.user = "bob@example.com"
    return saml.alice


def test_another_user_is_another_identity(saml: SamlVisitor) -> None:
    alices = saml.log_in().session
    assert saml.without_prompt().session.credentials == alices.credentials
    saml.clock.advance(ASSERTION)
    bob = become_bob(saml)
    bobs = saml.sign(role="support", logins=[bob])[0].session
    assert bobs.request.identity == alices.request.identity
    assert bobs.request.identity_key != alices.request.identity_key
    # Bob is the user now: alice's session of the other role is not handed to him.
    assert saml.without_prompt().session.credentials != alices.credentials


def test_renewing_asks_for_the_user_whose_session_it_is(saml: SamlVisitor) -> None:
    alice = saml.alice
    old = saml.log_in().session
    write_profiles(saml.paths.aws_credentials, {"portal": old}, {})
    saml.clock.advance(ASSERTION)
    saml.sign(role="support", logins=[become_bob(saml)])
    desk = saml.desk()
    prompter = ScriptedPrompter(logins=[saml.alice])
    with pytest.raises(Refused, match="another user") as raised:
        renew(desk, plan_again(desk, old), prompter)
    assert prompter.saml_questions[0].user_name == alice[0], "bob's login is not used unasked"
    assert "profiles stay" in raised.value.hint
    held = our_profiles_if_readable(saml.paths.aws_credentials)["portal"]
    assert held.access_key_id == old.credentials.access_key_id
    saml.aws.idp.user = alice[0]
    done = renew(saml.desk(), plan_again(saml.desk(), old), ScriptedPrompter(logins=[alice]))
    assert done.profiles == ("portal",)


def test_a_login_that_is_not_to_be_remembered_still_serves_every_role(saml: SamlVisitor) -> None:
    prompter = ScriptedPrompter(logins=[saml.alice], remember=False)
    first = saml.follow(saml.plan(PORTAL, "read"), prompter)
    assert saml.without_prompt(role="support").session.request.identity_key == (
        first.session.request.identity_key
    )
    assert len(saml.logins) == 1
