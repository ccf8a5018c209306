"""Checks ES256 signatures: ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4; FIPS 186-5).

For the demo alone, which has no library for it. The key that it makes is worth nothing: the
arithmetic takes a time that depends on the key.
"""

import base64
import hashlib
import secrets

# NIST P-256: the field, y² = x³ - 3x + _B, the base point and its order.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

# DER of a private key on this curve, around its number and before its point.
_HEAD = bytes.fromhex("30770201010420")
_MIDDLE = bytes.fromhex("a00a06082a8648ce3d030107a14403420004")

_Point = tuple[int, int] | None  # None: the point at infinity


def is_signed(public_key: tuple[int, int], message: bytes, signature: bytes) -> bool:
    """Whether a key has signed a message; `signature` is r and s, 32 bytes each."""
    x, y = public_key
    if len(signature) != 64 or not (0 <= x < _P and 0 <= y < _P):
        return False
    if (y * y - (x * x * x - 3 * x + _B)) % _P:  # not on the curve
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < _N and 0 < s < _N):
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, _N)
    found = _sum(_times(_G, digest * inverse % _N), _times(public_key, r * inverse % _N))
    return found is not None and found[0] % _N == r


def new_key() -> tuple[str, tuple[int, int]]:
    """Returns a private key as PEM (RFC 5915), and its public key."""
    private = secrets.randbelow(_N - 1) + 1
    public = _times(_G, private)
    if public is None:
        raise AssertionError("no multiple of the base point below its order is at infinity")
    x, y = (number.to_bytes(32, "big") for number in public)
    der = _HEAD + private.to_bytes(32, "big") + _MIDDLE + x + y
    encoded = base64.encodebytes(der).decode().replace("\n", "")
    lines = [encoded[start : start + 64] for start in range(0, len(encoded), 64)]
    body = "\n".join(lines)
    return f"-----BEGIN EC PRIVATE KEY-----\n{body}\n-----END EC PRIVATE KEY-----\n", public


def _sum(one: _Point, other: _Point) -> _Point:
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        if (one[1] + other[1]) % _P == 0:
            return None
        slope = 3 * (one[0] * one[0] - 1) * pow(2 * one[1], -1, _P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, _P)
    x = (slope * slope - one[0] - other[0]) % _P
    return x, (slope * (one[0] - x) - one[1]) % _P


def _times(point: _Point, factor: int) -> _Point:
    result: _Point = None
    while factor:
        if factor & 1:
            result = _sum(result, point)
        point = _sum(point, point)
        factor >>= 1
    return result
