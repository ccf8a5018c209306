"""Tokens of the embedded AWS Sign-In: what it refuses, asked by hand with a key of one's own."""

import base64
import hashlib
import json
import uuid
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.signin.endpoints import HERE
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import BACK, VERIFIER, Client


def _part(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """A client of `aws login` with its key; `proof` may be changed in any claim."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.key: EllipticCurvePrivateKey = generate_private_key(SECP256R1())

    def proof(self, **claims: object) -> str:
        numbers = self.key.public_key().public_numbers()
        jwk = {name: _part(getattr(numbers, name).to_bytes(32, "big")) for name in ("x", "y")}
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256", **jwk}}
        body = {
            "jti": str(uuid.uuid4()),
            "htm": "POST",
            "htu": f"{self.aws.endpoint}/v1/token",
            "iat": self.aws.world.clock(),
        } | claims
        signing = f"{_part(head)}.{_part(body)}"
        r, s = decode_dss_signature(self.key.sign(signing.encode(), ECDSA(SHA256())))
        return f"{signing}.{_part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def code(self) -> str:
        challenge = hashlib.sha256(VERIFIER.encode()).digest()
        browser = Client(self.aws)
        asked = {
            "response_type": "code",
            "client_id": HERE,
            "state": "s",
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": BACK,
            "code_challenge": _part(challenge),
        }
        page = browser.browse("GET", "/v1/authorize", **asked).read().decode()
        ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
        back = browser.browse("POST", "/v1/authorize", ticket=ticket, answer="allow")
        return parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]

    def token(self, proof: str | None = None, **given: str) -> tuple[int, dict[str, Any]]:
        there = HTTPConnection(urlsplit(self.aws.endpoint).netloc, timeout=30)
        headers = {"Content-Type": "application/json", "DPoP": proof or self.proof()}
        there.request("POST", "/v1/token", json.dumps({"clientId": HERE, **given}), headers)
        response = there.getresponse()
        return response.status, json.loads(response.read())

    def by_code(self, **changed: str) -> tuple[int, dict[str, Any]]:
        given = {
            "grantType": "authorization_code",
            "code": self.code(),
            "redirectUri": BACK,
            "codeVerifier": VERIFIER,
        }
        return self.token(**(given | changed))

    def refresh(self, token: str, proof: str | None = None) -> tuple[int, dict[str, Any]]:
        return self.token(proof, grantType="refresh_token", refreshToken=token)


@pytest.fixture
def device(aws: EmbeddedAws) -> Device:
    return Device(aws)


def test_keys_last_a_quarter_of_an_hour_and_name_the_user(device: Device) -> None:
    status, given = device.by_code()
    assert (status, given["expiresIn"]) == (200, 900)
    claims = given["idToken"].split(".")[1]
    padded = base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))
    assert json.loads(padded)["sub"] == "arn:aws:iam::111122223333:user/alice"


def test_a_refresh_token_serves_once_and_its_own_key_alone(
    device: Device, aws: EmbeddedAws
) -> None:
    _, first = device.by_code()
    _, second = device.refresh(first["refreshToken"])
    assert device.refresh(first["refreshToken"])[1]["error"] == "TOKEN_EXPIRED"
    stolen = Device(aws).refresh(second["refreshToken"])
    assert (stolen[0], stolen[1]["error"]) == (401, "INVALID_REQUEST")


@pytest.mark.parametrize(
    "claims",
    [
        {"htm": "GET"},
        {"htu": "https://elsewhere.example.com/v1/token"},
        {"iat": 1.0},
        {"jti": ""},
    ],
)
def test_a_proof_of_something_else_is_refused(device: Device, claims: dict[str, object]) -> None:
    _, first = device.by_code()
    status, answer = device.refresh(first["refreshToken"], device.proof(**claims))
    assert (status, answer["error"]) == (401, "INVALID_REQUEST")
    assert device.refresh(first["refreshToken"])[0] == 200, "the token was not used up"


@pytest.mark.parametrize("proof", ["x", "a.b.c", "..", "e30.e30."])
def test_what_is_no_proof_is_refused(device: Device, proof: str) -> None:
    status, answer = device.refresh("x", proof)
    assert (status, answer["error"]) == (401, "INVALID_REQUEST")


@pytest.mark.parametrize("changed", [{"codeVerifier": "w" * 64}, {"redirectUri": f"{BACK}x"}])
def test_a_code_is_for_whoever_asked_for_it(device: Device, changed: dict[str, str]) -> None:
    status, answer = device.by_code(**changed)
    assert (status, answer["error"]) == (401, "INVALID_REQUEST")


def test_codes_and_sessions_expire(device: Device, clock: SettableClock, aws: EmbeddedAws) -> None:
    code = device.code()
    clock.advance(600)
    assert device.by_code(code=code)[1]["error"] == "AUTHCODE_EXPIRED"
    _, given = device.by_code()
    clock.advance(aws.aws_login.session_lasts - 100)
    _, given = device.refresh(given["refreshToken"])
    assert given["expiresIn"] == 100, "no key outlives its session"
    clock.advance(100)
    assert device.refresh(given["refreshToken"])[1]["error"] == "TOKEN_EXPIRED"
