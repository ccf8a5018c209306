"""A client of AWS Sign-In, made by hand with a key of its own."""

import base64
import hashlib
import json
import uuid
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
