"""Decodes the base64 of an assertion, in any of its variants, and normalizes it for STS."""

import base64
import html
import re
import urllib.parse
import zlib

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret

LONGEST = 100_000  # characters of base64 without line breaks: AWS STS AssumeRoleWithSAML
# Each may be encoded as %2B or &#x2b;, and there may be line breaks and quotes.
_LONGEST_RAW = 6 * LONGEST + 4_096

_AROUND = " \t\r\n\f\v\0\ufeff\u00a0\"'"
_BLANKS = re.compile(r"[ \t\r\n\f\v]+|\\[rn]")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<script|<form)", re.IGNORECASE)

_ANOTHER = "Check SAML_IDP_ASSERTION_URL (or the provider's url): it must answer with an assertion."
_WHOLE = "Try again. If it happens again, the IdP's answer is cut off or changed on its way."


def decode(encoded: Secret) -> tuple[Secret, bytes]:
    """Returns the assertion as STS takes it, one line of standard base64, and its XML.

    Accepts line breaks, surrounding blanks or quotes, a byte order mark, the URL-safe alphabet
    (RFC 4648 section 5), missing padding, percent-encoding and HTML character references. Raises
    Refused for anything else.
    """
    raw = encoded.reveal()
    if len(raw) > _LONGEST_RAW:
        raise _too_long()
    text = raw.strip(_AROUND)
    if not text:
        raise Refused("The identity provider's assertion is empty.", _ANOTHER)
    if text.startswith("<"):
        raise _markup(text[:512].encode(errors="replace"))
    standard = _standard(text)
    try:
        xml = base64.b64decode(standard, validate=True)
    except ValueError:
        raise Refused("The assertion's base64 is cut off.", _WHOLE) from None
    if _PAGE.match(xml.removeprefix(b"\xef\xbb\xbf")):
        raise _markup(xml[:512])
    if _is_deflated(xml):
        raise Refused(
            "The assertion is compressed, as for the redirect binding, which AWS does not accept.",
            "Set the IdP to answer with the HTTP POST binding.",
        )
    return Secret(base64.b64encode(xml).decode()), xml


def _standard(text: str) -> str:
    """Returns the base64 in the standard alphabet, padded, without blanks."""
    if "%" in text:
        text = urllib.parse.unquote(text, errors="replace")
    if "&" in text:
        text = html.unescape(text)
    text = _BLANKS.sub("", text).replace("-", "+").replace("_", "/")
    if len(text) > LONGEST:
        raise _too_long()
    match = _BASE64.match(text)
    if match is None or not match[0]:
        raise Refused("The identity provider's assertion is not base64.", _ANOTHER)
    if match.end() < len(text):
        if match[0].endswith("=") or match.end() > 64:
            raise Refused("Something that is not base64 follows or breaks the assertion.", _WHOLE)
        raise Refused("The identity provider's assertion is not base64.", _ANOTHER)
    bare = text.rstrip("=")
    if len(bare) % 4 == 1:
        raise Refused("The assertion's base64 is cut off.", _WHOLE)
    return bare + "=" * (-len(bare) % 4)


def _is_deflated(data: bytes) -> bool:
    """Whether this is XML in raw DEFLATE (SAML bindings 3.4.4.1); inflates at most 512 bytes."""
    try:
        return zlib.decompressobj(-15).decompress(data, 512).lstrip().startswith(b"<")
    except zlib.error:
        return False


def _too_long() -> Refused:
    return Refused(
        f"The assertion is longer than the {LONGEST:,} characters that AWS STS accepts.",
        "Have the IdP send fewer roles or attributes: those of AWS alone are enough.",
    )


def _markup(start: bytes) -> Refused:
    if _PAGE.match(start):
        return Refused("The identity provider sent a web page, not an assertion.", _ANOTHER)
    return Refused(
        "The identity provider sent the assertion as XML, not in base64.",
        "saml_response must hold the base64 of the whole SAML response.",
    )
