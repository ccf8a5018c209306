"""Whether credentials consist of signs that AWS uses: none of them means anything to a shell."""

from rolecall.core.errors import Refused
from rolecall.core.model import Credentials

# The STS API's pattern for key ids; base64, plain and for URLs, for the other two.
_KEY_ID = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_SECRET = f"{_KEY_ID}+/=-"


def checked_credentials(credentials: Credentials) -> Credentials:
    """The credentials, if every character of them is one that AWS uses."""
    if not (
        16 <= len(credentials.access_key_id) <= 128
        and _consists_of(_KEY_ID, credentials.access_key_id)
        and _consists_of(_SECRET, credentials.secret_access_key.reveal())
        and _consists_of(_SECRET, credentials.session_token.reveal())
    ):
        raise Refused(
            "The credentials hold characters that AWS does not use; nothing was exported.",
            "Is AWS_ENDPOINT_URL_STS or a proxy answering in the place of AWS?",
        )
    return credentials


def _consists_of(letters: str, text: str) -> bool:
    # A pattern would take longer to compile than everything here takes to run.
    return bool(text) and not text.strip(letters)
