"""Reads the answers of Identity Center before any of their values is stored, shown or sent on.

botocore validates none of them: a token with a newline would end up in a header.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rolecall.aws.failures import not_aws
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.network.web_origin import parse_origin

_LONGEST = 100_000  # characters of a token


def about(center: IdentityCenter) -> dict[str, str]:
    """Returns the values for the texts of refusals."""
    return {
        "url": center.start_url,
        "scopes": " ".join(center.scopes) or "none",
        "login": f"rolecall sso login {center.name}",
    }


def text(answer: Mapping[str, Any], name: str, action: str, *, needed: bool = True) -> str:
    """Returns a member that is printable ASCII, as tokens and codes are.

    Raises Unreachable where it cannot have come from AWS. Not `needed`: it may be missing.
    """
    value = answer.get(name) or ""
    is_whole = isinstance(value, str) and value.isascii() and value.isprintable()
    if not is_whole or len(value) > _LONGEST or (needed and not value):
        raise not_aws(action)
    return str(value)


def number(answer: Mapping[str, Any], name: str, action: str, usual: int = 0) -> int:
    """Returns a whole number that is not negative; `usual` where there is none."""
    value = answer.get(name)
    if value is None and usual:
        return usual
    if not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise not_aws(action)
    return value


def moment(seconds: float, action: str) -> datetime:
    """Returns a time in epoch seconds as an aware UTC datetime, in whole seconds."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise not_aws(action) from None


def web_address(answer: Mapping[str, Any], name: str, action: str) -> str:
    """Returns an address that somebody is to open: https, or on this machine."""
    value = text(answer, name, action)
    origin = parse_origin(value)
    if origin is None or not (origin.scheme == "https" or origin.is_loopback):
        raise not_aws(action)
    return value
