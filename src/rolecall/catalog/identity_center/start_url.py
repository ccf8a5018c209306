"""Start URLs of Identity Centers as they are typed or pasted, and what they tell."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from rolecall.core.errors import UsageError
from rolecall.core.model import REGION
from rolecall.core.partitions import is_known

LONGEST_NAME = 64  # characters of the name of a session
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HINT = "It looks like https://example.awsapps.com/start"
# Hosts that AWS names by an id or by what they are, and nobody by a name.
_UNNAMED = re.compile(r"(d|ssoins)-[0-9a-f]+|start|portal|www|[0-9.]+|localhost")
_USUAL = "sso"


def checked_start_url(text: str) -> str:
    """Returns a start URL as AWS's tools take it, without what a browser adds to it.

    Raises UsageError for what is no https URL; on this machine http will do.
    """
    text = text.strip()
    if not text:
        raise UsageError("The start URL is missing.", _HINT)
    if "://" not in text and "." in text.partition("/")[0]:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    is_local = host in _LOOPBACK
    if not host or not ("." in host or is_local) or not text.isprintable() or " " in text:
        raise UsageError("That is not a start URL.", _HINT)
    if parts.scheme != "https" and not (is_local and parts.scheme == "http"):
        raise UsageError("A start URL begins with https://.", _HINT)
    if parts.username or parts.password:
        raise UsageError("A start URL holds no user name.", _HINT)
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def region_in(start_url: str) -> str:
    """Returns the region that a start URL names, as those of app.aws do; empty for none."""
    host = urlsplit(start_url).hostname or ""
    labels = host.split(".")
    return next((each for each in labels if REGION.fullmatch(each) and is_known(each)), "")


def proposed_name(start_url: str, taken: Collection[str]) -> str:
    """Returns a name for an Identity Center that is not taken, from the host if that has one."""
    first = (urlsplit(start_url).hostname or "").partition(".")[0]
    usable = _NAME.fullmatch(first) and not _UNNAMED.fullmatch(first) and not region_in(start_url)
    name = first[: LONGEST_NAME - 4] if usable else _USUAL
    numbers = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbers) if each not in taken)


def checked_name(text: str) -> str:
    """Returns the name of an Identity Center. Raises UsageError for what cannot be one."""
    text = text.strip()
    if not _NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        raise UsageError(
            "That cannot be a name." if text else "The name is missing.",
            f"Letters, digits and _ . - without spaces; {LONGEST_NAME} at most.",
        )
    return text
