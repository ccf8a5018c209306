"""A role session as lines that a shell evaluates: what they set, and what they take away."""

import re

from rolecall.core.errors import Refused
from rolecall.core.model import Credentials, RoleSession, rfc3339
from rolecall.handover.dialects import dialect_called, set_line, unset_line

# What would contradict the new credentials, in botocore, in prompts or in other tools.
CONTRADICTING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_VAULT",
    "AWSUME_PROFILE",
    "AWSU_PROFILE",
    "AWS_SSO_PROFILE",
    "AWS_SESSION_EXPIRATION",
    "AWSUME_EXPIRATION",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
CLASSIC_SESSION = (
    "AWS_SESSION_ACCESS_KEY_ID",
    "AWS_SESSION_SECRET_ACCESS_KEY",
    "AWS_SESSION_SESSION_TOKEN",
    "AWS_SESSION_SECURITY_TOKEN",
    "AWS_SESSION_START",
)

# The STS API's pattern for key ids; base64, plain and for URLs, for the other two.
_KEY_ID = re.compile(r"[A-Za-z0-9_]{16,128}")
_SECRET = re.compile(r"[A-Za-z0-9+/=_-]+")


def export_lines(session: RoleSession, dialect: str) -> str:
    """The lines of `rolecall export`: unset what contradicts, then set the role session.

    Raises UsageError for an unknown dialect and Refused for a value that cannot be carried.
    """
    shell = dialect_called(dialect)
    values = [*key_variables(session.credentials), security_token_variable(session.credentials)]
    values += region_variables(session)
    values += [
        ("AWS_CREDENTIAL_EXPIRATION", rfc3339(session.credentials.expiration)),
        ("ROLECALL_EXPIRES", str(int(session.credentials.expiration.timestamp()))),
        *account_variables(session),
        ("GEO_ENV", session.account_name),
    ]
    # Unset comes first: fish fails for a variable that is not set, and the last status counts.
    lines = [unset_line(CONTRADICTING + CLASSIC_SESSION, shell)]
    lines += [set_line(name, value, shell) for name, value in values]
    return "\n".join(lines) + "\n"


def checked(credentials: Credentials) -> Credentials:
    """The credentials, if every character of them is one that AWS uses."""
    if not (
        _KEY_ID.fullmatch(credentials.access_key_id)
        and _SECRET.fullmatch(credentials.secret_access_key.reveal())
        and _SECRET.fullmatch(credentials.session_token.reveal())
    ):
        raise Refused(
            "The credentials hold characters that AWS does not use; nothing was exported.",
            "Is AWS_ENDPOINT_URL_STS or a proxy answering in the place of AWS?",
        )
    return credentials


def key_variables(credentials: Credentials) -> list[tuple[str, str]]:
    """The three keys, each with its variable; raises as `checked`."""
    held = checked(credentials)
    return [
        ("AWS_ACCESS_KEY_ID", held.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", held.secret_access_key.reveal()),
        ("AWS_SESSION_TOKEN", held.session_token.reveal()),
    ]


def security_token_variable(credentials: Credentials) -> tuple[str, str]:
    """Equal to the session token.

    botocore reads it before AWS_SESSION_TOKEN (boto/botocore#1961): a stale one would win.
    """
    return "AWS_SECURITY_TOKEN", credentials.session_token.reveal()


def region_variables(session: RoleSession) -> list[tuple[str, str]]:
    """Both variables of the region; none where no region is known."""
    names = ("AWS_REGION", "AWS_DEFAULT_REGION") if session.region else ()
    return [(name, session.region) for name in names]


def account_variables(session: RoleSession) -> list[tuple[str, str]]:
    """What prompts read."""
    return [
        ("AWS_ACCOUNT_ID", session.account_id),
        ("AWS_ACCOUNT_NAME", session.account_name),
        ("AWS_ACCOUNT_ROLE", session.role),
    ]
