"""Tokens of the embedded AWS Sign-In: what it refuses, asked by hand with a key of one's own."""

import base64
import json

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import BACK
from tests.demo.signin.device import Device


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
