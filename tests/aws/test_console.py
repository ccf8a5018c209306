"""Exchanging a role session for a console address: endpoints and failures."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from rolecall.aws.call.bounded_call import CallContext, SilentObserver
from rolecall.aws.call.limits import LIMITS
from rolecall.aws.console import VARIABLE, destination_url, federation_endpoint, sign_in_url
from rolecall.core.errors import ConfigError, Refused, RolecallError, Unreachable
from rolecall.core.model import Credentials
from rolecall.core.secret import Secret
from rolecall.demo.faults import canned, reset, truncated, wrong_body
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import Answer, become, federate, mfa_session
from tests.servers.idp_server import IdpServer
from tests.servers.idp_server import Reply as HttpReply
from tests.servers.proxy_server import ProxyServer

THERE = "https://console.aws.amazon.com/s3/home?region=eu-west-1"


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def held(answer: Answer) -> Credentials:
    given = answer["Credentials"]
    later = datetime.now(UTC) + timedelta(hours=1)
    secret, token = Secret(given["SecretAccessKey"]), Secret(given["SessionToken"])
    return Credentials(given["AccessKeyId"], secret, token, later)


@pytest.fixture
def chained(aws: EmbeddedAws) -> Credentials:
    return held(become(aws, mfa_session(aws), "sandbox", "developer"))


def url(aws: EmbeddedAws, credentials: Credentials, duration: int = 0) -> Secret:
    env = {VARIABLE: aws.federation_url}
    return sign_in_url(credentials, "aws", THERE, env, duration=duration)


def test_the_address_holds_a_token_and_where_to_go(aws: EmbeddedAws, chained: Credentials) -> None:
    parts = urlsplit(url(aws, chained).reveal())
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == aws.federation_url
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query.keys() == {"Action", "Issuer", "Destination", "SigninToken"}
    assert (query["Action"], query["Destination"]) == ("login", THERE)


def test_the_keys_go_in_the_body_once_and_no_duration_with_them(
    aws: EmbeddedAws, chained: Credentials
) -> None:
    url(aws, chained)
    (asked,) = aws.console.requests
    assert (asked.method, asked.query) == ("POST", "")
    assert asked.parameters.keys() == {"Action", "Session"}
    assert json.loads(asked.parameters["Session"])["sessionId"] == chained.access_key_id


def test_a_duration_is_sent_where_it_is_allowed(aws: EmbeddedAws) -> None:
    session = held(federate(aws, "partner-portal", "read"))
    for given, sent in ((28_800, "28800"), (60, "900"), (90_000, "43200")):
        url(aws, session, duration=given)
        assert aws.console.requests[-1].parameters["SessionDuration"] == sent


def test_a_refused_session_is_refused(
    aws: EmbeddedAws, chained: Credentials, clock: SettableClock
) -> None:
    clock.advance(3600)
    with pytest.raises(Refused) as refused:
        url(aws, chained)
    assert "rolecall renew" in refused.value.hint
    assert "--duration" not in refused.value.hint
    with pytest.raises(Refused) as refused:
        url(aws, chained, duration=3600)
    assert "--duration" in refused.value.hint


SPOILED = {
    "a portal": wrong_body(b"<html>Please log in</html>"),
    "no token": wrong_body(b"{}", content_type="application/json"),
    "a token that is none": wrong_body(b'{"SigninToken": "x y&z=\\u0000"}'),
    "another kind": wrong_body(b'{"SigninToken": ["canary"]}'),
    "nothing": wrong_body(b""),
    "too much": wrong_body(b'{"SigninToken": "' + b"x" * 100_000 + b'"}'),
    "torn": truncated(20),
    "reset": reset(),
    "trouble": wrong_body(b"", 503),
    "throttled": wrong_body(b"", 429),
    "forbidden": wrong_body(b"", 403),
    "deep": wrong_body(b"[" * 60_000),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_what_does_not_come_from_aws_is_no_address(
    spoiled: str, aws: EmbeddedAws, chained: Credentials
) -> None:
    aws.faults.add("getSigninToken", SPOILED[spoiled])
    with pytest.raises(Unreachable) as raised:
        url(aws, chained)
    told = raised.value.message + raised.value.hint
    assert raised.value.hint
    for secret in (chained.secret_access_key, chained.session_token):
        assert secret.reveal() not in told
    assert len(aws.console.requests) == 1, "asked once"


@pytest.mark.parametrize(("size", "taken"), [(64 * 1024, True), (64 * 1024 + 1, False)])
def test_an_answer_of_64_kibibytes_is_read_and_no_longer_one(
    aws: EmbeddedAws, chained: Credentials, size: int, taken: bool
) -> None:
    body = b'{"SigninToken": "' + b"x" * 1_000 + b'"}'
    aws.faults.add("getSigninToken", wrong_body(body + b" " * (size - len(body))))
    if taken:
        assert "x" * 1_000 in url(aws, chained).reveal()
    else:
        with pytest.raises(Unreachable, match="larger than 64 KiB"):
            url(aws, chained)


class _Sink(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.got.append(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def sink() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sink)
    server.got = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_keys_follow_no_redirect(
    status: int, aws: EmbeddedAws, chained: Credentials, sink: ThreadingHTTPServer
) -> None:
    elsewhere = f"http://127.0.0.1:{sink.server_port}/take"
    aws.faults.add(
        "getSigninToken", canned(HttpResponse(status, b"", headers=(("Location", elsewhere),)))
    )
    with pytest.raises(Unreachable):
        url(aws, chained)
    assert sink.got == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("partition", "endpoint", "console"),
    [
        ("aws", "signin.aws.amazon.com", "console.aws.amazon.com"),
        ("aws-cn", "signin.amazonaws.cn", "console.amazonaws.cn"),
        ("aws-us-gov", "signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com"),
        ("aws-eusc", "eusc-de-east-1.signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu"),
    ],
)
def test_every_partition_has_an_endpoint_and_a_console(
    partition: str, endpoint: str, console: str
) -> None:
    assert federation_endpoint(partition, {}) == f"https://{endpoint}/federation"
    assert destination_url(partition, "", "") == f"https://{console}/console/home"
    there = destination_url(partition, "ec2", "eu-west-1")
    assert there == f"https://{console}/ec2/home?region=eu-west-1"


@pytest.mark.parametrize(
    "named",
    [
        "http://federation.example.com/federation",
        "http://localhost.example.com/",
        "http://127.evil.example/federation",
        "http://[::ffff:8.8.8.8]/federation",
        "http://0x7f.1/federation",
        "http://evil.localhost/federation",
        "http://127.0.0.1\\@federation.example.com/",
        "https://user:password@example.com/federation",
        "https://",
        "ftp://127.0.0.1/",
        "https://example.com/?x=y",
        "https://example.com:0/",
        "https://example.com:99999/",
        "federation",
    ],
)
def test_keys_go_only_by_https_or_to_this_machine(named: str, chained: Credentials) -> None:
    with pytest.raises(ConfigError) as raised:
        sign_in_url(chained, "aws", THERE, {VARIABLE: named})
    assert "password" not in raised.value.message + raised.value.hint


def test_nobody_there_is_said(chained: Credentials) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        there = f"http://127.0.0.1:{free.getsockname()[1]}/federation"
    with pytest.raises(RolecallError) as raised:
        sign_in_url(chained, "aws", THERE, {VARIABLE: there})
    assert "cannot be reached" in raised.value.message


def test_a_proxy_that_is_set_is_used(chained: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(RolecallError) as raised:
        sign_in_url(chained, "aws", THERE, {})
    assert "proxy" in raised.value.message


def test_a_bundle_that_is_missing_is_said(
    chained: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/bundle.pem")
    with pytest.raises(RolecallError):
        sign_in_url(chained, "aws", THERE, {VARIABLE: "https://127.0.0.1:9/federation"})


class _Hearer(SilentObserver):
    def __init__(self) -> None:
        self.told: list[str] = []

    def notice(self, line: str) -> None:
        self.told.append(line)


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("federation.example.com", True),
        ("signin.aws.amazon.com.example.com", True),
        ("evilsignin.aws.amazon.com", True),
        ("signin.aws.amazon.com", False),
        ("us-east-1.signin.aws.amazon.com", False),
    ],
)
def test_a_stranger_is_named_before_the_session_is_sent(
    chained: Credentials, monkeypatch: pytest.MonkeyPatch, host: str, named: bool
) -> None:
    hearer = _Hearer()
    with ProxyServer(1, status=502) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        env = {VARIABLE: f"https://{host}/federation"}
        with pytest.raises(Unreachable):
            sign_in_url(chained, "aws", THERE, env, call=CallContext(hearer))
        assert proxy.requests
    assert [f"https://{host}" in line for line in hearer.told] == ([True] if named else [])


def test_the_exchange_is_bounded(chained: Credentials) -> None:
    with IdpServer(lambda request: HttpReply(body=b"{}", drip="headers")) as server:
        env = {VARIABLE: f"{server.origin}/federation"}
        with pytest.raises(
            Unreachable, match=r"did not answer the console's sign-in within 0\.3 s"
        ):
            sign_in_url(
                chained, "aws", THERE, env, call=CallContext(None, None, LIMITS._replace(total=0.3))
            )
