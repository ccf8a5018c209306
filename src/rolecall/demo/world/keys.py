"""Random ids, keys, tokens and passwords that look like AWS's.

They are new for every world. All secrets but the password carry `MARK`: whoever finds one in a file
sees that it opens nothing, and a test finds leaked ones wherever they lie.
"""

import base64
import secrets
import string

_BASE32 = string.ascii_uppercase + "234567"
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_SECRET = string.ascii_letters + string.digits + "+/"

MARK = "NotARealKey"  # letters alone: legal in keys, tokens, XML ids and, in capitals, in base32
_APART = 29  # characters from one mark to the next: two in a secret key, one in any 40 characters


def unique_id(prefix: str, length: int) -> str:
    """An id such as AKIA…, AIDA… or AROA…; `length` includes the prefix."""
    return prefix + "".join(secrets.choice(_BASE32) for _ in range(length - len(prefix)))


def long_term_key_id() -> str:
    return unique_id("AKIA", 20)


def temporary_key_id() -> str:
    return unique_id("ASIA", 20)


def marked(secret: str, mark: str = MARK) -> str:
    """Overwrite parts of a secret with the mark; its length stays, and so does base64 padding."""
    last = len(secret) - len(mark) - (4 if secret.endswith("=") else 0)
    for at in range(0, last + 1, _APART):
        secret = secret[:at] + mark + secret[at + len(mark) :]
    return secret


def secret_key() -> str:
    return marked("".join(secrets.choice(_SECRET) for _ in range(40)))


def token(size: int) -> str:
    """A URL-safe token, made of `size` random bytes."""
    return marked(secrets.token_urlsafe(size))


def totp_seed() -> str:
    """The seed of a virtual MFA device, as AWS makes it: 64 characters of base32."""
    return marked(base64.b32encode(secrets.token_bytes(40)).decode(), MARK.upper())


def password() -> str:
    """A password that is quick to type: three letters, a dash, three digits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(3))
    return f"{letters}-{secrets.randbelow(900) + 100}"


def session_token() -> str:
    """A session token with the length and the prefix of AWS's."""
    return "IQoJb3JpZ2luX2Vj" + marked(base64.b64encode(secrets.token_bytes(479)).decode())
