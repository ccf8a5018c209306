"""Rolecall as a client of Identity Center: registrations and the three grants."""

import json
import logging
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.endpoints import Endpoints
from rolecall.aws.identity_center.oidc import REDIRECT, Oidc, Registration
from rolecall.core.errors import ConfigError, Refused, Unreachable
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.secret import Secret
from rolecall.demo.faults import reset, wrong_body
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import CHALLENGE, VERIFIER, Client

pytestmark = pytest.mark.usefixtures("environment")

BACK = REDIRECT.replace("127.0.0.1", "127.0.0.1:41234")


@pytest.fixture
def client(aws: EmbeddedAws) -> Client:
    return Client(aws)


def oidc_of(aws: EmbeddedAws, region: str = "eu-central-1") -> Oidc:
    center = IdentityCenter("corp", aws.identity_center.start_url, region)
    return Oidc(center, lambda: datetime.fromtimestamp(aws.world.clock(), UTC))


def test_a_browsers_code_gives_tokens_and_these_others(aws: EmbeddedAws, client: Client) -> None:
    oidc = oidc_of(aws)
    registered = oidc.register(for_device=False)
    address = oidc.address(registered, BACK, "s-1", CHALLENGE.decode())
    assert address.startswith(f"{aws.endpoint}/authorize?")
    query = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert query["scopes"] == "sso:account:access"
    page = client.browse("GET", "/authorize", **query).read().decode()
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    back = client.browse("POST", "/authorize", ticket=ticket, answer="allow").headers["Location"]
    (code,) = parse_qs(urlsplit(back).query)["code"]
    issued = oidc.by_code(registered, Secret(code), Secret(VERIFIER), BACK)
    now = int(aws.world.clock())
    assert issued.expiration == datetime.fromtimestamp(now + 3600, UTC)
    assert registered.expires == datetime.fromtimestamp(now + 90 * 86_400, UTC)
    again = oidc.by_refresh_token(registered, issued.refresh_token)
    assert again.access_token != issued.access_token
    with pytest.raises(Refused) as refused:
        oidc.by_refresh_token(registered, issued.refresh_token)
    assert refused.value.code == "InvalidGrantException"


def test_a_devices_code_is_approved_by_somebody(
    aws: EmbeddedAws, client: Client, clock: SettableClock
) -> None:
    oidc = oidc_of(aws)
    registered = oidc.register(for_device=True)
    begun = oidc.start_device(registered)
    assert begun.user_code in begun.address
    assert (begun.lasts, begun.interval) == (600, 1)
    for code in ("AuthorizationPendingException", "SlowDownException"):
        with pytest.raises(Refused) as refused:
            oidc.by_device(registered, begun.code)
        assert refused.value.code == code
    client.answer(begun.address)
    clock.advance(1)
    assert oidc.by_device(registered, begun.code).refresh_token


def test_no_secret_is_logged(aws: EmbeddedAws, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    oidc = oidc_of(aws)
    registered = oidc.register(for_device=True)
    begun = oidc.start_device(registered)
    with pytest.raises(Refused):
        oidc.by_device(registered, begun.code)
    for secret in (registered.client_secret, begun.code):
        assert secret.reveal() not in caplog.text
        assert secret.reveal() not in repr((registered, begun))


def test_no_grant_is_sent_twice_unseen(aws: EmbeddedAws) -> None:
    oidc = oidc_of(aws)
    registered = oidc.register(for_device=True)
    aws.faults.add("CreateToken", reset(), times=1)
    with pytest.raises(Unreachable):
        oidc.by_refresh_token(registered, Secret("aor-once"))
    tokens = [each for each in aws.portal.requests if each.action == "CreateToken"]
    assert len(tokens) == 1


@pytest.mark.parametrize(
    ("action", "changed"),
    [
        ("RegisterClient", {"clientId": ""}),
        ("RegisterClient", {"clientSecret": "a\nb"}),
        ("RegisterClient", {"clientSecretExpiresAt": -1}),
        ("RegisterClient", {"clientSecretExpiresAt": 1 << 52}),
        ("StartDeviceAuthorization", {"verificationUriComplete": "javascript:alert(1)"}),
        ("StartDeviceAuthorization", {"verificationUriComplete": "http://evil.example/device"}),
        ("StartDeviceAuthorization", {"userCode": "\x1b[2J"}),
    ],
)
def test_an_answer_that_is_not_aws_is_refused(
    aws: EmbeddedAws, action: str, changed: dict[str, object]
) -> None:
    whole = {
        "RegisterClient": {"clientId": "c", "clientSecret": "s", "clientSecretExpiresAt": 9},
        "StartDeviceAuthorization": {
            "deviceCode": "d",
            "userCode": "u",
            "verificationUriComplete": "https://x.awsapps.com/start",
            "expiresIn": 600,
            "interval": 1,
        },
    }[action]
    oidc = oidc_of(aws)
    registered = oidc.register(for_device=True)
    body = json.dumps(whole | changed).encode()
    aws.faults.add(action, wrong_body(body, content_type="application/json"))
    with pytest.raises(Unreachable, match="did not come from AWS"):
        oidc.register(for_device=True)
        oidc.start_device(registered)


def test_a_center_in_another_partition_has_that_ones_endpoint(
    monkeypatch: pytest.MonkeyPatch, aws: EmbeddedAws
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    for region, host in (
        ("us-gov-west-1", "oidc.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "oidc.cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", "oidc.eusc-de-east-1.amazonaws.eu"),
    ):
        made = oidc_of(aws, region=region)
        address = made.address(Registration("c", Secret("s"), None), BACK, "s", "x")
        assert urlsplit(address).netloc == host


def test_a_foreign_endpoint_is_named_and_refused_in_plain_text(
    monkeypatch: pytest.MonkeyPatch, aws: EmbeddedAws
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", "http://sso.example")
    center = IdentityCenter("corp", "https://corp.awsapps.com/start", "eu-central-1")
    with pytest.raises(ConfigError, match="plain text: refused"):
        Oidc(center, lambda: datetime.now(UTC)).register(for_device=True)
    told: list[str] = []
    env = {"AWS_ENDPOINT_URL_SSO_OIDC": "https://sso.example"}
    CallContext(None, Endpoints(env=env)).endpoints.check(
        "https://sso.example", "sso-oidc", frozenset(), told.append
    )
    assert "(AWS_ENDPOINT_URL_SSO_OIDC)" in told[0]
