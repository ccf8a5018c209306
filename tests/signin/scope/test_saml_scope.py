"""The scope of a session that is taken by an assertion: policies alone."""

from pathlib import Path

import pytest

from rolecall.core.errors import UsageError
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.plan import Options
from rolecall.signin.scope.wanted import ScopeOptions
from tests.drivers.saml_visitor import PORTAL, SamlVisitor

TEAM = (("team", "core"),)


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def read_only(saml: SamlVisitor) -> None:
    settings = Path(saml.paths.config_file)
    account = f"[accounts.{PORTAL}]\n"
    settings.write_text(settings.read_text().replace(account, f"{account}read_only = true\n"))


def test_read_only_is_sent_with_the_assertion(saml: SamlVisitor) -> None:
    read_only(saml)
    signed_in = saml.log_in()
    sent = saml.last("AssumeRoleWithSAML").parameters
    assert sent["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert signed_in.session.request.scope.read_only
    held = saml.desk().sign_in.held(saml.saml_plan())
    assert held is not None and held.session == signed_in.session


@pytest.mark.parametrize(
    ("said", "option"),
    [
        (ScopeOptions(tags=TEAM), "--tag"),
        (ScopeOptions(tags=TEAM, transitive=("team",)), "--transitive-tag"),
        (ScopeOptions(source_identity="alice"), "--source-identity"),
    ],
)
def test_what_the_provider_says_is_refused(
    saml: SamlVisitor, said: ScopeOptions, option: str
) -> None:
    with pytest.raises(UsageError) as raised:
        saml.plan(PORTAL, "read", Options(scope=said))
    assert f"takes no {option}." in raised.value.message
    assert not saml.aws.calls
