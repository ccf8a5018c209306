"""How far this machine's clock is off, by the Date header of an answer (RFC 9110)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_FAR = 60  # seconds that nobody needs to hear of


def clock_difference(answer: Mapping[str, Any], now: datetime) -> str:
    """`16 min 2 s behind AWS's`; empty where the answer has no date, or one close to `now`.

    `answer` is what botocore returns; `now` is aware.
    """
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
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
