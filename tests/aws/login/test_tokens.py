"""The calls of `aws login`, to the embedded AWS Sign-In, which checks every proof."""

import builtins
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.endpoints import Endpoints
from rolecall.aws.login.dpop import new_key, proof
from rolecall.aws.login.new_keys import HERE, NewKeys
from rolecall.aws.login.tokens import SignInService
from rolecall.core.errors import ConfigError, Refused, RolecallError, Unreachable
from rolecall.core.partitions import PARTITIONS, regions_of
from rolecall.core.secret import Secret
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.signin import endpoints
from rolecall.demo.signin.dpop import thumbprint
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import BACK, VERIFIER
from tests.demo.signin.device import Device

KEY = new_key()


@pytest.fixture(autouse=True)
def environment(home: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(home.env):
        monkeypatch.delenv(name)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)


def service(call: CallContext | None = None) -> SignInService:
    return SignInService("default", "eu-central-1", "aws", call or CallContext())


def now_of(aws: EmbeddedAws) -> Callable[[], datetime]:
    return lambda: datetime.fromtimestamp(aws.world.clock(), UTC)


def begin(aws: EmbeddedAws, **changed: Any) -> NewKeys:
    given = {"code": Device(aws).code(), "verifier": VERIFIER} | changed
    return service().by_code(
        HERE, Secret(given["code"]), Secret(given["verifier"]), BACK, KEY, now_of(aws)
    )


def refresh(aws: EmbeddedAws, token: Secret, key: Secret = KEY) -> NewKeys:
    return service().by_refresh_token(HERE, token, key, now_of(aws))


def test_a_code_gives_keys_and_a_refresh_token_gives_more(
    aws: EmbeddedAws, clock: SettableClock
) -> None:
    first = begin(aws)
    assert first.id_token and first.keys.expiration - now_of(aws)() <= timedelta(minutes=15)
    second = refresh(aws, first.refresh_token)
    assert second.keys.access_key_id != first.keys.access_key_id
    assert second.refresh_token != first.refresh_token
    assert aws.world.key(second.keys.access_key_id) is not None


def denied(call: Callable[[], object]) -> RolecallError:
    with pytest.raises(RolecallError) as raised:
        call()
    assert "\n" not in raised.value.message and raised.value.hint
    return raised.value


def test_each_refusal_has_its_words(aws: EmbeddedAws, clock: SettableClock) -> None:
    first = begin(aws)
    stolen = denied(lambda: refresh(aws, first.refresh_token, new_key()))
    assert "(INVALID_REQUEST)" in stolen.message
    assert denied(lambda: begin(aws, verifier="w" * 64)).message == stolen.message
    second = begin(aws)
    aws.aws_login.changed = True
    changed = denied(lambda: refresh(aws, second.refresh_token))
    assert "password or permissions have changed" in changed.message
    aws.aws_login.changed = False
    over = denied(lambda: refresh(aws, second.refresh_token))
    assert isinstance(over, Refused) and over.code == "TOKEN_EXPIRED"
    assert over.message == "The `aws login` session of profile default has expired."
    assert over.advice == "Sign in again: aws login --profile default"
    code = Device(aws).code()
    clock.advance(601)
    late = denied(lambda: begin(aws, code=code))
    assert late.message == "The sign-in took too long: its code has expired."


def test_the_page_is_where_aws_has_it(aws: EmbeddedAws) -> None:
    assert service().endpoint() == aws.endpoint


@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_endpoint_of_sign_in_is_awss(partition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    region = regions_of(partition)[0]
    notices: list[str] = []
    call = CallContext(type("Observer", (), {"notice": lambda self, line: notices.append(line)})())
    endpoint = SignInService("default", region, partition, call).endpoint()
    assert endpoint.startswith(f"https://{region}.signin.") and not notices
    core = botocore.session.Session()
    unsigned = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    sent: list[str] = []
    client = core.create_client("signin", region, config=unsigned)
    client.meta.events.register("before-call", lambda params, **more: sent.append(params["url"]))
    client.meta.events.register("before-send", lambda **more: _nowhere())
    with pytest.raises(ConnectionError):
        client.create_o_auth2_token(
            tokenInput={"clientId": HERE, "grantType": "refresh_token", "refreshToken": "x"}
        )
    assert urlsplit(sent[0]).hostname == urlsplit(endpoint).hostname


def _nowhere() -> None:
    raise ConnectionError


def test_a_strange_endpoint_gets_neither_code_nor_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SIGNIN", "http://elsewhere.example.com")
    call = CallContext(None, Endpoints(env=dict(os.environ)))
    with pytest.raises(ConfigError, match="in plain text"):
        service(call).endpoint()
    with pytest.raises(ConfigError, match="in plain text"):
        service(call).by_refresh_token(HERE, Secret("r"), KEY, lambda: datetime.now(UTC))


def test_an_answer_without_keys_is_not_awss(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = endpoints.issued
    changes: list[dict[str, Any]] = [{"accessToken": {}}, {"expiresIn": 0}, {"refreshToken": ""}]
    monkeypatch.setattr(endpoints, "issued", lambda *of: issued(*of) | changes.pop())
    while changes:
        with pytest.raises(Unreachable, match="did not come from AWS"):
            begin(aws)


def test_a_proof_is_of_its_request_and_key() -> None:
    url, now = "https://eu-central-1.signin.aws.amazon.com/v1/token", datetime.now(UTC)
    one, other = proof(KEY, url, now), proof(KEY, url, now)
    assert one != other, "each is of one use"
    assert thumbprint(one, "POST", url, time.time()) == thumbprint(other, "POST", url, time.time())
    assert thumbprint(proof(new_key(), url, now), "POST", url, time.time()) != thumbprint(
        one, "POST", url, time.time()
    )
    for key in ("", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"):
        with pytest.raises(ConfigError, match="no key that can renew it"):
            proof(Secret(key), url, now)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ConfigError, match="without the extra `login`") as raised:
        proof(KEY, "https://x", datetime.now(UTC))
    assert raised.value.hint.endswith('pip install "rolecall[login]"')
