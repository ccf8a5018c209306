"""Random ids, keys and passwords that look like AWS's.

They are new for every world, so that a test can search output and files for leaked ones.
"""

import base64
import secrets
import string

_BASE32 = string.ascii_uppercase + "234567"
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_SECRET = string.ascii_letters + string.digits + "+/"


def unique_id(prefix: str, length: int) -> str:
    """An id such as AKIA…, AIDA… or AROA…; `length` includes the prefix."""
    return prefix + "".join(secrets.choice(_BASE32) for _ in range(length - len(prefix)))


def long_term_key_id() -> str:
    return unique_id("AKIA", 20)


def temporary_key_id() -> str:
    return unique_id("ASIA", 20)


def secret_key() -> str:
    return "".join(secrets.choice(_SECRET) for _ in range(40))


def password() -> str:
    """A password that is quick to type: three letters, a dash, three digits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(3))
    return f"{letters}-{secrets.randbelow(900) + 100}"


def session_token() -> str:
    """A session token with the length and the prefix of AWS's."""
    return "IQoJb3JpZ2luX2Vj" + base64.b64encode(secrets.token_bytes(479)).decode()
