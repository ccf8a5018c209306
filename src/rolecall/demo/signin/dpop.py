"""Proofs of possession: the DPoP header, a token signed with the client's key (RFC 9449)."""

import base64
import hashlib
import json
from typing import Any

from rolecall.demo.signin.es256 import is_signed

_TOLERANCE = 300  # seconds between the clocks


def thumbprint(header: str, method: str, url: str, now: float) -> str:
    """Returns the thumbprint of the key that signed a proof for this request (RFC 7638).

    Raises ValueError for a proof of another request or time, and for one that is not signed.
    """
    try:
        head, body, signature = header.split(".")
        told, claims = _json(head), _json(body)
        key = told["jwk"]
        point = tuple(int.from_bytes(_bytes(key[name]), "big") for name in ("x", "y"))
        right = (
            told["typ"] == "dpop+jwt"
            and told["alg"] == "ES256"
            and (key["kty"], key["crv"]) == ("EC", "P-256")
            and claims["htm"] == method
            and claims["htu"] == url
            and abs(float(claims["iat"]) - now) <= _TOLERANCE
            and bool(claims["jti"])
        )
        signed = is_signed((point[0], point[1]), f"{head}.{body}".encode(), _bytes(signature))
    except (KeyError, TypeError, ValueError, IndexError):
        raise ValueError("no proof of possession") from None
    if not (right and signed):
        raise ValueError("a proof of something else")
    return thumbprint_of((point[0], point[1]))


def thumbprint_of(public_key: tuple[int, int]) -> str:
    x, y = (
        base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
        for number in public_key
    )
    members = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(canonical).hexdigest()


def _json(part: str) -> Any:
    return json.loads(_bytes(part))


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
