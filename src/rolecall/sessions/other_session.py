"""A session of another tool, and the parsing of the times and ARNs in its files."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from rolecall.core.model import parse_rfc3339, parse_role_arn

_ASSUMED = re.compile(r"arn:aws[a-z-]*:sts::([0-9]{12}):assumed-role/([A-Za-z0-9_+=,.@-]{1,64})/.+")
_EPOCH = re.compile(r"[0-9]{9,11}|[0-9]{12,14}")  # seconds, or milliseconds
_NO_ZONE = "%Y-%m-%d %H:%M:%S"


class OtherSession(NamedTuple):
    """A session that another tool holds; fields that its file does not have are empty.

    It holds no secret. `expiration` is an aware UTC datetime. Where there is no role it is a
    session of a user: an MFA session, usually.
    """

    tool: str
    access_key_id: str
    expiration: datetime
    account_id: str = ""
    role: str = ""
    profile: str = ""
    arn: str = ""


class Assumed(NamedTuple):
    account_id: str
    role: str


def assumed(arn: str) -> Assumed | None:
    """The account and role of a role's ARN, or of an assumed role's, which has no path."""
    if len(arn) > 2048:  # no ARN is longer
        return None
    if match := _ASSUMED.fullmatch(arn):
        return Assumed(match[1], match[2])
    role = parse_role_arn(arn)
    return Assumed(role.account_id, role.role) if role else None


def moment(text: str, *, is_local: bool | None = None) -> datetime:
    """A time as the tools write it: RFC 3339 and its likes, or epoch seconds or milliseconds.

    Without a zone it is this machine's time where `is_local`, UTC where not; ValueError where
    nobody knows.
    """
    text = text.strip()
    if len(text) > 40:
        raise ValueError("too long for a time")
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) > 11 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    if text.endswith("UTC"):  # as older SDKs wrote it
        text = text[:-3].rstrip() + "Z"
    try:
        return parse_rfc3339(text)
    except ValueError:
        if is_local is None:
            raise
    found = datetime.strptime(text, _NO_ZONE)
    if not 1970 < found.year < 9999:
        raise ValueError("no time of ours")
    return found.astimezone(UTC) if is_local else found.replace(tzinfo=UTC)
