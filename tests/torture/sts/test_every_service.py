"""Each service in each kind of trouble: one clear line, nothing kept, nothing of it shown."""

import shutil
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecall.aws.call.bounded_call import CallContext
from rolecall.core.errors import RolecallError
from rolecall.demo.saml.login_endpoint import LOGIN
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.saml.idp import fetch_assertion
from rolecall.signin.identity_center.tokens import usable_token
from rolecall.signin.prompters import SilentPrompter
from tests.drivers.aws_login import signed_in
from tests.drivers.saml_visitor import SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.servers.troubles import AWS_TROUBLES, CANARY, KEY_TROUBLES, SHORT, TROUBLES
from tests.signin.identity_center.corp import Corp
from tests.torture.figure import Figure


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def visitor(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> SamlVisitor:
    monkeypatch.setattr(CallContext.__init__, "__defaults__", (None, None, SHORT))
    monkeypatch.setattr(fetch_assertion, "__defaults__", (SHORT.total,))
    monkeypatch.setattr("rolecall.signin.browser.surroundings._CONTAINERS", ())
    return SamlVisitor(home, aws, clock, monkeypatch)


Attempt = Callable[[], object]
Begin = Callable[[SamlVisitor, Corp], Attempt]


def new_code(visitor: SamlVisitor, corp: Corp) -> Attempt:
    return lambda: visitor.become("staging", "read", visitor.code())


def by_mfa_session(visitor: SamlVisitor, corp: Corp) -> Attempt:
    visitor.sign_in()
    return lambda: visitor.become("staging", "admin")


def by_password(visitor: SamlVisitor, corp: Corp) -> Attempt:
    return visitor.log_in


def by_assertion(visitor: SamlVisitor, corp: Corp) -> Attempt:
    visitor.log_in()
    return lambda: visitor.without_prompt("research-lab", "researcher")


def by_browser(visitor: SamlVisitor, corp: Corp) -> Attempt:
    prompter = corp.prompter("allow")
    return lambda: usable_token(corp.services, corp.center, prompter, by_device=False)


def by_device(visitor: SamlVisitor, corp: Corp) -> Attempt:
    prompter = corp.prompter("allow")
    return lambda: usable_token(corp.services, corp.center, prompter, by_device=True)


def by_refresh(visitor: SamlVisitor, corp: Corp) -> Attempt:
    by_device(visitor, corp)()
    visitor.clock.advance(timedelta(hours=2).total_seconds())
    # Where the answer is lost, the token is spent: then only a sign-in leads on, and says so.
    return lambda: usable_token(corp.services, corp.center, SilentPrompter())


def by_assignment(visitor: SamlVisitor, corp: Corp) -> Attempt:
    by_device(visitor, corp)()
    return lambda: corp.take(corp.prompter())


def by_aws_login(visitor: SamlVisitor, corp: Corp) -> Attempt:
    config = Path(visitor.paths.aws_config)
    if "[profile me]" not in config.read_text():
        lines = ["[profile me]", "region = eu-central-1", f"login_session = {visitor.user.arn}"]
        visitor.append(visitor.paths.aws_config, *lines)
    signed_in(visitor.aws, visitor.paths)
    visitor.clock.advance(timedelta(minutes=20).total_seconds())
    desk = visitor.desk()
    (target,) = (one for one in desk.catalog.targets if one.idp == "me")
    return lambda: visitor.desk().become(desk.plan(target), ScriptedPrompter())


class Service(NamedTuple):
    """An action, and what calls it. `gives_keys`: its answer is what is kept."""

    action: str
    begin: Begin
    gives_keys: bool = True


SERVICES = {
    "IAM": Service("ListMFADevices", new_code, gives_keys=False),
    "STS, with a code": Service("GetSessionToken", new_code),
    "STS, a role": Service("AssumeRole", by_mfa_session),
    "STS, by an assertion": Service("AssumeRoleWithSAML", by_assertion),
    "IdP": Service(LOGIN, by_password, gives_keys=False),
    "OIDC, registration": Service("RegisterClient", by_browser, gives_keys=False),
    "OIDC, a device": Service("StartDeviceAuthorization", by_device, gives_keys=False),
    "OIDC, a token": Service("CreateToken", by_browser, gives_keys=False),
    "OIDC, a refresh": Service("CreateToken", by_refresh, gives_keys=False),
    "portal": Service("GetRoleCredentials", by_assignment),
    "signin": Service("CreateOAuth2Token", by_aws_login),
}


def forgotten(visitor: SamlVisitor) -> None:
    """Nothing is held any more, and some time later."""
    for folder in (
        visitor.paths.sessions_folder,
        visitor.paths.sso_cache,
        visitor.paths.login_cache,
    ):
        shutil.rmtree(folder, ignore_errors=True)
    visitor.clock.advance(120)  # each code serves once, and a refresh is tried once a minute


def kept(visitor: SamlVisitor) -> dict[str, bytes]:
    """What other programs read, and what is held; locks and notes are no matter."""
    folders = (
        visitor.paths.sessions_folder,
        visitor.paths.sso_cache,
        visitor.paths.login_cache,
        str(Path(visitor.paths.aws_credentials).parent),
    )
    files = {file for folder in folders for file in Path(folder).rglob("*.json")}
    files.add(Path(visitor.paths.aws_credentials))
    return {str(file): file.read_bytes() for file in sorted(files) if file.is_file()}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("service", SERVICES)
def test_T03_every_trouble_of_every_service(
    visitor: SamlVisitor, service: str, figure: Figure
) -> None:
    action, begin, gives_keys = SERVICES[service]
    troubles = dict(TROUBLES)
    if action == LOGIN:
        del troubles["wrong JSON"]  # without an assertion, it refuses the password
    else:
        troubles |= AWS_TROUBLES
    if gives_keys:
        troubles |= KEY_TROUBLES
    corp = Corp(visitor, visitor.aws)
    faults: list[str] = []
    for name, fault in troubles.items():
        forgotten(visitor)
        attempt = begin(visitor, corp)
        before = kept(visitor)
        visitor.aws.faults.add(action, fault)
        try:
            attempt()
        except RolecallError as error:
            faults += [f"{name}: {what}" for what in wrong_with(error, visitor)]
        except BaseException as error:
            faults.append(f"{name}: {error!r}")
        else:
            faults.append(f"{name}: goes through")
        visitor.aws.faults.clear()
        if kept(visitor) != before:
            faults.append(f"{name}: something is kept")
    assert not faults, "\n".join(faults)
    figure(f"{service}: {len(troubles)} of {len(troubles)} named, 0 kept")


def wrong_with(error: RolecallError, visitor: SamlVisitor) -> list[str]:
    """What is wrong with an error: it is one line and a hint, without control characters."""
    told = f"{error.message}{error.hint}"
    everything = "".join((*traceback.format_exception(error), repr(error), told))
    wrong = []
    if CANARY in everything or visitor.aws.idp.password in everything:
        wrong.append(f"shows the canary: {told}")
    if not error.message.endswith((".", "?")) or not error.hint:
        wrong.append(f"no line with a hint: {error.message!r} {error.hint!r}")
    if any(ord(character) < 32 for character in told):
        wrong.append(f"control characters: {told!r}")
    if len(told) > 500:
        wrong.append(f"too long: {told}")
    if error.exit_status == 0:
        wrong.append("exit status 0")
    return wrong
