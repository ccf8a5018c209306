"""Compares this machine's clock with AWS's, by the Date header of a response (RFC 9110)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_FAR = 60  # seconds; a smaller difference is not reported


def clock_difference(response: Mapping[str, Any], now: datetime) -> str:
    """Returns the difference in words: `16 min 2 s behind AWS's`.

    Empty where it has no date, or one within a minute of `now`, which is aware. `response`
    is a response as botocore returns it.
    """
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        there = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    if there.tzinfo is None:
        there = there.replace(tzinfo=UTC)
    try:
        off = round((now - there).total_seconds())
    except OverflowError:
        return ""
    if abs(off) < _FAR:
        return ""
    return f"{_span(abs(off))} {'ahead of' if off > 0 else 'behind'} AWS's"


def _span(seconds: int) -> str:
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts)
