"""Checks that credentials contain only the characters that AWS uses, all safe in a shell."""

from rolecall.core.errors import Refused
from rolecall.core.model import Credentials

# Key ids: the pattern of the STS API. The other two: base64, standard and URL-safe.
_KEY_ID = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_SECRET = f"{_KEY_ID}+/=-"


def checked_credentials(credentials: Credentials) -> Credentials:
    """Return the credentials; raises Refused if they contain a character that AWS does not use."""
    if not (
        16 <= len(credentials.access_key_id) <= 128
        and _consists_of(_KEY_ID, credentials.access_key_id)
        and _consists_of(_SECRET, credentials.secret_access_key.reveal())
        and _consists_of(_SECRET, credentials.session_token.reveal())
    ):
        raise Refused(
            "The credentials hold characters that AWS does not use; nothing was exported.",
            "Is AWS_ENDPOINT_URL_STS or a proxy answering in place of AWS?",
        )
    return credentials


def _consists_of(letters: str, text: str) -> bool:
    # Without `re`: compiling a pattern takes longer than everything here takes to run.
    return bool(text) and not text.strip(letters)
