"""Secrets with a mark, and the places in any bytes where one shows."""

import base64
import re

from rolecall.demo.world import keys

_START = 23  # characters that tell one secret from another: a mark, and twelve random ones


def canary(size: int = 40) -> str:
    """A new secret of `size` letters and digits, for a test that needs one of its own."""
    return keys.marked(keys.unique_id("", size).swapcase())


def _in_base64(text: bytes, before: int) -> bytes:
    """What base64 makes of the text alone, `before` bytes after the start of a group of three."""
    coded = base64.b64encode(bytes(before) + text + bytes(3))
    return coded[-(-8 * before // 6) : 8 * (before + len(text)) // 6]


_PLAIN = tuple(text.encode() for text in (keys.MARK, keys.MARK.upper()))
_CODED = (
    *(_in_base64(text, before) for text in _PLAIN for before in range(3)),
    *(form.encode() for text in _PLAIN for form in (text.hex(), text.hex().upper())),
)
# The mark alone is no secret: it stands in the source. A secret goes on at one of its sides.
_SECRET = re.compile(
    rb"(?:%b)[A-Za-z0-9+/_-]{4}|[A-Za-z0-9+/_-]{4}(?:%b)" % ((b"|".join(_PLAIN),) * 2)
)
_KEY = re.compile(rb"-----BEGIN (?:EC |RSA |ENCRYPTED )?PRIVATE KEY-----\s")


def first_secret(data: bytes) -> int:
    """The offset of the first secret in the data; -1 if there is none."""
    found = [at for coded in _CODED if (at := data.find(coded)) >= 0]
    if any(plain in data for plain in _PLAIN) and (match := _SECRET.search(data)):
        found.append(match.start())
    if b"PRIVATE KEY" in data and (match := _KEY.search(data)):
        found.append(match.start())
    return min(found, default=-1)


def hidden(text: str) -> str:
    """The text with … in place of each plain secret."""
    marks = "|".join(plain.decode() for plain in _PLAIN)
    return re.sub(rf"[A-Za-z0-9+/=_-]*(?:{marks})[A-Za-z0-9+/=_-]*", "…", text)


def beginnings(data: bytes) -> set[bytes]:
    """The first characters of each plain secret, as `beginning` gives them."""
    return {
        data[match.start() : match.start() + _START]
        for plain in _PLAIN
        for match in re.finditer(plain, data)
    }


def beginning(secret: str) -> bytes:
    """What tells a made secret from those of other runs on the same machine."""
    at = max(secret.find(plain.decode()) for plain in _PLAIN)
    return secret.encode()[at : at + _START]
