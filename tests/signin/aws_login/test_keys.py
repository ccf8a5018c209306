"""A base profile with a `login_session`: its keys are read, renewed once, and signed in for."""

import builtins
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.core.errors import ConfigError, InputNeeded, Refused, RolecallError
from rolecall.sessions.aws_tools.login_keys import read_token, token_file, write_token
from rolecall.signin.aws_login import keys
from rolecall.signin.aws_login.keys import RENEWED_BELOW, renewed
from rolecall.signin.aws_login.session import session_keys
from rolecall.signin.browser.pages import BrowserPage
from rolecall.signin.prompters import SilentPrompter, WouldAsk
from rolecall.signin.services import Services, SignedIn
from tests.drivers.aws_login import pasted_from, person, signed_in
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

SOON_OVER = 15 * 60 - RENEWED_BELOW.total_seconds() + 1
NOT_REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "container", "CODESPACES")


@pytest.fixture(autouse=True)
def base(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alice's keys are replaced by her `login_session`; roles ask for no MFA."""
    visitor.write(visitor.paths.aws_credentials, [])
    lines = ["[default]", "region = eu-central-1", f"login_session = {visitor.user.arn}"]
    visitor.write(visitor.paths.aws_config, lines)
    visitor.aws.world.role("staging", "read").needs_mfa = False
    monkeypatch.setattr(keys, "_OTHERS", 0.2)
    monkeypatch.setattr("rolecall.signin.browser.surroundings._CONTAINERS", ())
    visitor.setenv(DISPLAY=":0")


def services(visitor: Visitor) -> Services:
    return visitor.desk().sign_in.services


def grants(visitor: Visitor) -> list[str]:
    return [
        json.loads(asked.request.body)["grantType"]
        for asked in visitor.aws.sign_in.requests
        if asked.action == "CreateOAuth2Token"
    ]


def take(visitor: Visitor, prompter: ScriptedPrompter | None = None) -> SignedIn:
    return visitor.follow(visitor.plan("staging", "read"), prompter or ScriptedPrompter())


def denied(call: Callable[[], object]) -> RolecallError:
    with pytest.raises(RolecallError) as raised:
        call()
    assert "\n" not in raised.value.message
    return raised.value


def test_keys_of_the_moment_need_no_extra_and_no_call(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(visitor.aws, visitor.paths)
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith(("cryptography", "awscrt")):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert take(visitor).new
    assert visitor.actions == ["GetCallerIdentity", "AssumeRole"]
    assert grants(visitor) == ["authorization_code"]
    visitor.clock.advance(SOON_OVER)
    assert renewed(services(visitor), "default", ScriptedPrompter()), "they still serve"
    visitor.clock.advance(RENEWED_BELOW.total_seconds() - 59)
    error = denied(lambda: renewed(services(visitor), "default", ScriptedPrompter()))
    assert isinstance(error, ConfigError) and "rolecall[login]" in error.hint


def test_eight_that_want_keys_refresh_once(visitor: Visitor) -> None:
    signed_in(visitor.aws, visitor.paths)
    visitor.clock.advance(SOON_OVER)
    with ThreadPoolExecutor(8) as threads:
        wants = [
            threads.submit(renewed, services(visitor), "default", ScriptedPrompter())
            for _ in range(8)
        ]
        found = {each.result().keys.access_key_id for each in wants}
    assert len(found) == 1
    assert grants(visitor) == ["authorization_code", "refresh_token"]
    token = read_token(visitor.paths.login_cache, visitor.user.arn)
    assert token is not None and {token.keys.access_key_id} == found
    assert (token.ends - visitor.now).total_seconds() == pytest.approx(43_200 - SOON_OVER, abs=1)


def test_what_another_tool_refreshed_meanwhile_is_used(visitor: Visitor) -> None:
    old = signed_in(visitor.aws, visitor.paths)
    visitor.clock.advance(SOON_OVER)
    new = renewed(services(visitor), "default", ScriptedPrompter())
    real = visitor.aws.aws_login.take
    # The AWS CLI writes its answer after we have read the file and asked for ours.
    write_token(visitor.paths.login_cache, old)

    def late(token: str) -> Any:
        session = real(token)
        write_token(visitor.paths.login_cache, new)
        return session

    visitor.aws.aws_login.take = late  # type: ignore[method-assign]
    assert renewed(services(visitor), "default", ScriptedPrompter()).keys == new.keys
    assert grants(visitor).count("refresh_token") == 2


def test_a_file_that_is_being_written_is_waited_for(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_in(visitor.aws, visitor.paths)
    path = Path(token_file(visitor.paths.login_cache, visitor.user.arn))
    path.write_bytes(path.read_bytes()[:100])

    def pause(seconds: float) -> None:
        write_token(visitor.paths.login_cache, token)

    monkeypatch.setattr("rolecall.signin.aws_login.keys.time.sleep", pause)
    assert renewed(services(visitor), "default", ScriptedPrompter()).keys == token.keys


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("expired", "has expired."),
        ("changed", "password or permissions have changed."),
        ("missing", "is not signed in with `aws login`."),
    ],
)
def test_where_nobody_can_be_asked_it_says_how_to_sign_in(
    visitor: Visitor, end: str, says: str
) -> None:
    signed_in(visitor.aws, visitor.paths)
    visitor.aws.aws_login.changed = end == "changed"
    visitor.clock.advance(43_201 if end == "expired" else SOON_OVER + 300)
    if end == "missing":
        Path(token_file(visitor.paths.login_cache, visitor.user.arn)).unlink()
    error = denied(lambda: renewed(services(visitor), "default", ScriptedPrompter()))
    assert error.message.endswith(says)
    assert error.hint.partition(" · ")[0].endswith("aws login --profile default")
    asked = len(grants(visitor))
    with pytest.raises(WouldAsk):
        session_keys(services(visitor), "default", SilentPrompter())
    assert len(grants(visitor)) == asked, "AWS is not asked again for what has ended"


def test_a_new_sign_in_begins_a_new_session(visitor: Visitor) -> None:
    for _ in range(2):
        prompter = ScriptedPrompter(browser=person(visitor.aws))
        assert take(visitor, prompter).new
        (question,) = prompter.browser_questions
        assert question.provider == "AWS for profile default" and not question.by_device
        assert question.target is not None and question.target.role == "read"
        visitor.clock.advance(43_200)
    assert grants(visitor) == ["authorization_code", "refresh_token", "authorization_code"]


def test_from_elsewhere_the_code_is_pasted(visitor: Visitor) -> None:
    visitor.setenv(SSH_CONNECTION="1 2 3 4")
    pages: list[BrowserPage] = []

    def paste(page: BrowserPage) -> None:
        pages.append(page)
        right = pasted_from(visitor.aws, page)
        page.take("nonsense" if len(pages) == 1 else f"  {right}\n")

    prompter = ScriptedPrompter(browser=paste)
    assert take(visitor, prompter).new
    first, second = prompter.browser_questions
    assert first.refusal is None and first.by_device
    assert second.refusal is not None
    assert second.refusal.message == "That is not the text that the page shows."


def test_a_denied_page_and_a_strange_state_leave_nothing(visitor: Visitor) -> None:
    error = denied(lambda: take(visitor, ScriptedPrompter(browser=person(visitor.aws, "deny"))))
    assert error.message == "The sign-in was denied in the browser."
    visitor.setenv(SSH_CONNECTION="1 2 3 4")
    others: list[str] = []

    def of_another(page: BrowserPage) -> None:
        others.append(pasted_from(visitor.aws, page))
        page.take(others[0])

    take(visitor, ScriptedPrompter(browser=of_another))
    visitor.clock.advance(50_000)
    error = denied(lambda: take(visitor, ScriptedPrompter(browser=of_another)))
    assert isinstance(error, Refused) and error.code == "state"


def test_another_user_is_not_taken_for_the_profile(visitor: Visitor) -> None:
    visitor.aws.aws_login.user_arn = visitor.aws.world.add_user("111122223333", "bea").arn
    error = denied(lambda: take(visitor, ScriptedPrompter(browser=person(visitor.aws))))
    assert error.message.startswith(f"You signed in as {visitor.aws.aws_login.user_arn}, but")
    assert read_token(visitor.paths.login_cache, visitor.user.arn) is None


def test_what_is_no_arn_is_said(visitor: Visitor) -> None:
    visitor.write(visitor.paths.aws_config, ["[default]", "login_session = alice"])
    error = denied(lambda: take(visitor))
    assert isinstance(error, ConfigError)
    assert error.message == (
        "The login_session of profile default is not the ARN of a user or session."
    )


def test_nobody_can_be_asked_on_a_pipe(visitor: Visitor) -> None:
    prompter = TerminalPrompter(no_input=True)
    error = denied(lambda: visitor.desk().become(visitor.plan("staging", "read"), prompter))
    assert isinstance(error, InputNeeded)
    assert error.message.startswith("A sign-in to AWS for profile default is needed, but --no-inp")
    assert error.hint == "Sign in first: aws login --profile default"
    signed_in(visitor.aws, visitor.paths)
    visitor.clock.advance(43_201)
    error = denied(lambda: visitor.desk().become(visitor.plan("staging", "read"), prompter))
    over = "The `aws login` session of profile default has expired. A sign-in to AWS"
    assert isinstance(error, InputNeeded) and error.message.startswith(over)


def test_a_role_profile_has_it_as_its_source(visitor: Visitor) -> None:
    role = visitor.aws.world.role("staging", "read")
    signed_in(visitor.aws, visitor.paths)
    visitor.append(
        visitor.paths.aws_config,
        *("[profile me]", f"login_session = {visitor.user.arn}"),
        *("[profile reader]", "source_profile = me", f"role_arn = {role.arn}"),
        *("mfa_serial = arn:aws:iam::111122223333:mfa/phone", f"external_id = {role.external_id}"),
    )
    plan = visitor.plan("reader")
    assert not plan.target.why_not and plan.base == ("me", visitor.user.arn)
    assert visitor.follow(plan, ScriptedPrompter()).new
