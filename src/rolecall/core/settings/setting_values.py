"""The kinds of values in config.toml: one reader per kind.

A reader returns the validated value, or raises ValueError with what it expects. A setting is a
reader with the line that the reference has on it.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from rolecall.core.errors import UsageError
from rolecall.core.model import REGION, SCHEME_NAMES, parse_account_id, parse_role
from rolecall.core.partitions import PARTITIONS
from rolecall.core.paths import PLACES

Reader = Callable[[object], Any]


class Setting:
    """A key of a table: how its value is read, and in one line what it does."""

    __slots__ = ("about", "read")

    def __init__(self, read: Reader, about: str) -> None:
        self.read = read
        self.about = about


SHORTEST, LONGEST = 900, 43_200  # seconds; DurationSeconds of STS AssumeRole
_DURATION = r"(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s?)?"
# STS AssumeRole: RoleSessionName; ExternalId.
_SESSION_NAME = r"[A-Za-z0-9_+=,.@-]{2,64}"
_EXTERNAL_ID = r"[A-Za-z0-9_+=,.@:/-]{2,1224}"


def parse_duration(text: str) -> int:
    """Returns the seconds of `3600`, `15m`, `1h` or `1h30m`.

    Raises UsageError outside of the 15 minutes to 12 hours that STS can grant.
    """
    seconds = _seconds(text)
    if seconds is None or not SHORTEST <= seconds <= LONGEST:
        raise UsageError(
            f"{text!r} is not a valid session duration.",
            "Use 15 minutes to 12 hours: seconds, or 15m, 1h, 12h.",
        )
    return seconds


def _seconds(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(_DURATION, value) if isinstance(value, str) and value else None
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def text(value: object) -> str:
    """Reads a string."""
    if not isinstance(value, str):
        raise ValueError("a text in quotes")
    return value


def flag(value: object) -> bool:
    """Reads a boolean."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def texts(value: object) -> tuple[str, ...]:
    """Reads a list of texts; duplicates are removed."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('a list of texts, such as ["one", "two"]')
    return tuple(dict.fromkeys(value))


def web_origins(value: object) -> tuple[str, ...]:
    """Reads a list of origins: scheme, host and, if it is not the default one, port."""
    # deferred: few have the setting, and it is read before a held session is handed over
    from rolecall.core.network.web_origin import parse_url

    found = texts(value)
    for text in found:
        url = parse_url(text)
        if url is None or url.target != "/":
            raise ValueError('a list of endpoints, such as ["https://sts.example.com"]')
    return found


def texts_by_name(value: object) -> Mapping[str, str]:
    """Reads a table of strings."""
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError("a table of texts")
    return MappingProxyType(value)


def account_id(value: object) -> str:
    """Reads an account id, as a string or a number, in the form of 12 digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = parse_account_id(value) if isinstance(value, str) else None
    if found is None:
        # A TOML number cannot begin with a zero, an account id can.
        raise ValueError('an account id of 12 digits, in quotes: "012345678901"')
    return found


def role(value: str) -> str:
    """Reads a role, with or without its path, in the form of `Target.role`."""
    try:
        return parse_role(value)
    except UsageError:
        raise ValueError("the name of an IAM role, with its path if it has one") from None


def roles(value: object) -> tuple[str, ...]:
    """Reads a list of roles; duplicates are removed."""
    return tuple(dict.fromkeys(role(item) for item in texts(value)))


def duration(value: object) -> int:
    """Reads the duration of a session, in seconds."""
    seconds = _seconds(value)
    if seconds is None or not SHORTEST <= seconds <= LONGEST:
        raise ValueError('15 minutes to 12 hours, in seconds or as "15m", "1h", "12h"')
    return seconds


def age(value: object) -> int:
    """Reads a time span of at least one second, in seconds."""
    seconds = _seconds(value)
    if seconds is None or seconds < 1:
        raise ValueError('a time in seconds or as "15m", "1h"')
    return seconds


def _matching(pattern: str, expected: str, or_none: bool = False) -> Reader:
    def read(value: object) -> str:
        found = text(value)
        if not (or_none and not found) and not re.fullmatch(pattern, found):
            raise ValueError(expected)
        return found

    return read


region = _matching(REGION.pattern, 'a region, such as "eu-west-1"')
partition = _matching(
    "|".join(PARTITIONS),
    "a partition: " + ", ".join(f'"{name}"' for name in PARTITIONS),
)


def session_name(value: object) -> str:
    """Reads the template of session names."""
    found = text(value)
    if not re.fullmatch(_SESSION_NAME, re.sub(r"\{(user|host|ticket)\}", "xx", found)):
        raise ValueError(
            "2 to 64 characters of A-Z a-z 0-9 + = , . @ _ -; "
            "{user}, {host} and {ticket} are filled in"
        )
    return found


def start_url(value: object) -> str:
    """Reads the start URL of an Identity Center."""
    found = text(value)
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[!-~]*", found):
        raise ValueError("an address such as https://example.awsapps.com/start")
    return found


external_id = _matching(
    _EXTERNAL_ID, '2 to 1224 of A-Z a-z 0-9 + = , . @ : / _ -, or "" for none', or_none=True
)
scheme = _matching("|".join(SCHEME_NAMES), ", ".join(f'"{name}"' for name in SCHEME_NAMES))
where = _matching("|".join(PLACES), ", ".join(f'"{place}"' for place in PLACES))
