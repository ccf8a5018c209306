"""A login with a password from the system keyring, without a prompt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.secret import Secret
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import ACCOUNTS, demo_world
from rolecall.demo.world.world import World
from rolecall.saml.keyring.keyring_password import keep_in_keyring
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor
from tests.servers.secret_service import SecretService, secret_service

pytest.importorskip("keyring")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def service(visitor: Visitor, tmp_path: Path) -> Iterator[SecretService]:
    """The visitor's keyring."""
    with secret_service(tmp_path / "service") as running:
        visitor.setenv(DBUS_SESSION_BUS_ADDRESS=running.env["DBUS_SESSION_BUS_ADDRESS"])
        yield running


def sign_in(visitor: Visitor, *logins: tuple[str, Secret]) -> ScriptedPrompter:
    """Assume a role of the IdP without a held assertion; returns the prompter."""
    visitor.clock.advance(12 * 3600)
    prompter = ScriptedPrompter(logins=logins)
    signed_in = visitor.follow(visitor.plan(ACCOUNTS[0].alias), prompter)
    assert signed_in.new
    return prompter


def right(aws: EmbeddedAws) -> tuple[str, Secret]:
    return aws.idp.user, Secret(aws.idp.password)


def name_in_file(visitor: Visitor, user_name: str) -> None:
    """Write the classic's file without a password."""
    path = Path(visitor.paths.saml_file)
    path.parent.mkdir(mode=0o700)
    path.write_text(f"username = {user_name}\n")
    path.chmod(0o600)


def test_a_remembered_user_with_a_kept_password_is_asked_nothing(
    visitor: Visitor, aws: EmbeddedAws, service: SecretService
) -> None:
    assert len(sign_in(visitor, right(aws)).saml_questions) == 1
    assert keep_in_keyring(aws.idp.name, *right(aws)) == ""
    assert sign_in(visitor).saml_questions == []


def test_a_user_of_the_file_with_a_kept_password_is_asked_nothing(
    visitor: Visitor, aws: EmbeddedAws, service: SecretService
) -> None:
    service.keyring("set", f"rolecall:{aws.idp.name}", aws.idp.user, stdin=aws.idp.password)
    name_in_file(visitor, aws.idp.user)
    assert sign_in(visitor).saml_questions == []


def test_a_kept_password_that_is_refused_is_sent_once_and_asked_for(
    visitor: Visitor, aws: EmbeddedAws, service: SecretService
) -> None:
    name_in_file(visitor, aws.idp.user)
    assert keep_in_keyring(aws.idp.name, aws.idp.user, Secret("last year's")) == ""
    (question,) = sign_in(visitor, right(aws)).saml_questions
    assert question.stored
    assert question.refusal is not None
    assert question.user_name == aws.idp.user


def test_a_locked_keyring_leaves_the_question(
    visitor: Visitor, aws: EmbeddedAws, service: SecretService
) -> None:
    name_in_file(visitor, aws.idp.user)
    assert keep_in_keyring(aws.idp.name, *right(aws)) == ""
    service.lock()
    (question,) = sign_in(visitor, right(aws)).saml_questions
    assert (question.user_name, question.stored) == (aws.idp.user, False)
