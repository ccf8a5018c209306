"""The federation endpoint: which sessions get a sign-in token, and for how long."""

import json
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import Answer, become, federate, mfa_session


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def ask(aws: EmbeddedAws, session: object, **more: str) -> tuple[int, bytes]:
    """HTTP status and body of the response to getSigninToken."""
    form = {"Action": "getSigninToken", "Session": json.dumps(session), **more}
    return send(aws, form)


def send(aws: EmbeddedAws, form: dict[str, str]) -> tuple[int, bytes]:
    request = Request(aws.federation_url, urlencode(form).encode())  # noqa: S310
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read()
    except OSError as refused:
        return refused.code, refused.read()  # type: ignore[attr-defined]


def session_of(credentials: Answer) -> dict[str, str]:
    return {
        "sessionId": credentials["AccessKeyId"],
        "sessionKey": credentials["SecretAccessKey"],
        "sessionToken": credentials["SessionToken"],
    }


def chained(aws: EmbeddedAws, mfa: Answer | None = None) -> dict[str, str]:
    taken = become(aws, mfa or mfa_session(aws), "sandbox", "developer")
    return session_of(taken["Credentials"])


def by_saml(aws: EmbeddedAws) -> dict[str, str]:
    return session_of(federate(aws, "partner-portal", "read")["Credentials"])


def test_a_role_session_becomes_a_token_that_opens_a_page(aws: EmbeddedAws) -> None:
    status, body = ask(aws, chained(aws))
    token = json.loads(body)["SigninToken"]
    assert status == 200
    login = {"Action": "login", "SigninToken": token, "Destination": "https://x/<b>"}
    status, page = send(aws, login)
    assert status == 200
    assert b":assumed-role/developer/alice" in page
    assert b"https://x/&lt;b&gt;" in page


def test_a_token_is_good_for_15_minutes(aws: EmbeddedAws, clock: SettableClock) -> None:
    token = json.loads(ask(aws, chained(aws))[1])["SigninToken"]
    clock.advance(900)
    assert send(aws, {"Action": "login", "SigninToken": token})[0] == 400


def test_what_is_no_role_session_is_refused(aws: EmbeddedAws) -> None:
    mfa = mfa_session(aws)
    good = chained(aws, mfa)
    wrong: list[object] = [
        session_of(mfa),
        {**good, "sessionKey": "x" * 40},
        {**good, "sessionToken": good["sessionToken"][:-1]},
        {**good, "sessionId": "ASIAXXXXXXXXXXXXXXXX"},
        {**good, "more": "x"},
        {"sessionId": good["sessionId"]},
        [good],
        "x",
    ]
    assert [ask(aws, session)[0] for session in wrong] == [400] * len(wrong)
    assert ask(aws, good)[0] == 200


def test_a_session_that_is_over_is_refused(aws: EmbeddedAws, clock: SettableClock) -> None:
    session = chained(aws)
    clock.advance(3600)
    assert ask(aws, session)[0] == 400


@pytest.mark.parametrize(
    ("seconds", "status"),
    [("900", 200), ("43200", 200), ("899", 400), ("43201", 400), ("1h", 400), ("", 400)],
)
def test_the_duration_is_15_minutes_to_12_hours(
    aws: EmbeddedAws, seconds: str, status: int
) -> None:
    assert ask(aws, by_saml(aws), SessionDuration=seconds)[0] == status


def test_chained_credentials_have_no_duration_of_their_own(aws: EmbeddedAws) -> None:
    session = chained(aws)
    assert ask(aws, session, SessionDuration="3600")[0] == 400
    assert ask(aws, session)[0] == 200
