"""Signatures by a real library, checked by the demo's own few lines."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from rolecall.demo.signin.es256 import is_signed

KEY = generate_private_key(SECP256R1())
NUMBERS = KEY.public_key().public_numbers()
PUBLIC = (NUMBERS.x, NUMBERS.y)


def signed(message: bytes) -> bytes:
    r, s = decode_dss_signature(KEY.sign(message, ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.mark.parametrize("message", [b"", b"one", b"x" * 10_000])
def test_what_was_signed_is_accepted(message: bytes) -> None:
    assert is_signed(PUBLIC, message, signed(message))


def test_what_was_not_is_refused() -> None:
    signature = signed(b"one")
    other = generate_private_key(SECP256R1()).public_key().public_numbers()
    assert not is_signed(PUBLIC, b"two", signature)
    assert not is_signed((other.x, other.y), b"one", signature)
    assert not is_signed((PUBLIC[0], PUBLIC[1] ^ 1), b"one", signature), "no point of the curve"
    for place in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not is_signed(PUBLIC, b"one", bytes(changed))
    assert not is_signed(PUBLIC, b"one", bytes(64))
    assert not is_signed(PUBLIC, b"one", signature[:63])
