"""Proofs of possession for AWS Sign-In: DPoP (RFC 9449), signed with ES256 (RFC 7518, 3.4).

Refresh tokens are bound to the key of their sign-in. The standard library and botocore have no
elliptic curves, so this takes the package `cryptography`, which the extra `login` installs.
"""

import base64
import json
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.errors import ConfigError
from rolecall.core.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_SIZE = 32  # bytes of a number of P-256


def check_installed() -> None:
    """Raises ConfigError where keys of `aws login` can be neither had nor renewed."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ec  # noqa: F401  # deferred: an extra
    except ImportError:
        raise _missing() from None


def new_key() -> Secret:
    """Returns a new private key in PEM, as the AWS CLI writes it. Raises ConfigError."""
    check_installed()
    # deferred: an extra
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(SECP256R1())
    # SEC 1, which the SDKs read; not all of them read PKCS #8.
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return Secret(pem.decode())


def proof(key: Secret, url: str, now: datetime) -> str:
    """Returns the header `DPoP` of a POST to `url`; `key` is the private key in PEM.

    Raises ConfigError where the extra is missing, and for a key that cannot be used.
    """
    check_installed()
    # deferred: an extra
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    private = _loaded(key)
    numbers = private.public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": _number(numbers.x), "y": _number(numbers.y)}
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
    claims = {"jti": str(uuid.uuid4()), "htm": "POST", "htu": url, "iat": int(now.timestamp())}
    signed = f"{_part(head)}.{_part(claims)}"
    r, s = decode_dss_signature(private.sign(signed.encode(), ECDSA(SHA256())))
    return f"{signed}.{_base64(r.to_bytes(_SIZE, 'big') + s.to_bytes(_SIZE, 'big'))}"


def _loaded(key: Secret) -> "EllipticCurvePrivateKey":
    # deferred: an extra
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(key.reveal().encode(), None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise ConfigError(
            "The file of this `aws login` session holds no key that can renew it.",
            "Sign in again with `aws login`.",
        )
    return private


def _missing() -> ConfigError:
    return ConfigError(
        "The keys of `aws login` cannot be renewed without the extra `login`.",
        'Install it where Rolecall is: pip install "rolecall[login]"',
    )


def _number(value: int) -> str:
    return _base64(value.to_bytes(_SIZE, "big"))


def _part(value: object) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
