"""Compares this machine's clock with AWS's, by the Date header of a response (RFC 9110)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from rolecall.core.process import machine_clock


def server_time(response: Mapping[str, Any]) -> datetime | None:
    """Returns the Date of a response as botocore returns it; None for none and an invalid one."""
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        moment = parsedate_to_datetime(headers.get("date") or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def clock_difference(response: Mapping[str, Any], now: datetime) -> str:
    """Returns the difference of `now`, which is aware: `16 minutes ahead`.

    Empty where the response has no date, or one within a minute of `now`.
    """
    there = server_time(response)
    return machine_clock.clock_difference(now, there) if there else ""
