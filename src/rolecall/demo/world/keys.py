"""Keys that look like AWS's and a password, random at every run: a leaked one can be found."""

import base64
import secrets
import string

_BASE32 = string.ascii_uppercase + "234567"
_TYPED = "abcdefghjkmnpqrstuvwxyz23456789"
_SECRET = string.ascii_letters + string.digits + "+/"


def unique_id(prefix: str, length: int) -> str:
    """An id such as AKIA…, AIDA… or AROA…, `length` characters in all."""
    return prefix + "".join(secrets.choice(_BASE32) for _ in range(length - len(prefix)))


def long_term_key_id() -> str:
    return unique_id("AKIA", 20)


def temporary_key_id() -> str:
    return unique_id("ASIA", 20)


def secret_key() -> str:
    return "".join(secrets.choice(_SECRET) for _ in range(40))


def password() -> str:
    """One that is easily typed off a screen: three groups of four, without look-alikes."""
    return "-".join("".join(secrets.choice(_TYPED) for _ in range(4)) for _ in range(3))


def session_token() -> str:
    """Base64 of the length AWS uses today, with its usual start."""
    return "IQoJb3JpZ2luX2Vj" + base64.b64encode(secrets.token_bytes(479)).decode()
