"""Validates STS responses before any of their values is shown, stored or written.

botocore does not: it returns a key id of `$(touch x)` or a secret with a newline, which would then
reach a shell or a file.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rolecall.aws.call.server_clock import clock_difference
from rolecall.core.errors import Refused, Unreachable
from rolecall.core.model import (
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKEN,
    Credentials,
    Target,
)
from rolecall.core.process.machine_clock import how_to_set_clock
from rolecall.core.secret import Secret

_LONGEST = timedelta(hours=36)  # the maximum of GetSessionToken


def credentials_from(response: Mapping[str, Any], now: datetime) -> Credentials:
    """Returns the credentials in an STS response.

    Raises Unreachable where it cannot have come from STS, Refused where its expiration is in the
    past or more than 36 hours ahead of `now`.
    """
    fields = response.get("Credentials")
    if not isinstance(fields, Mapping):
        raise _not_aws("it holds no credentials")
    parts = []
    for name, shape in (
        ("AccessKeyId", ACCESS_KEY_ID),
        ("SecretAccessKey", SECRET_ACCESS_KEY),
        ("SessionToken", SESSION_TOKEN),
    ):
        value = fields.get(name)
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise _not_aws(f"{name} is malformed")
        parts.append(value)
    expiration = fields.get("Expiration")
    if not isinstance(expiration, datetime) or expiration.tzinfo is None:
        raise _not_aws("Expiration is not a time")
    try:
        expiration = expiration.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):  # year 1 or 9999 with an offset
        raise _not_aws("Expiration is not a time") from None
    if not now < expiration <= now + _LONGEST:
        raise Refused(
            "The session from AWS expires in the past or too far ahead.",
            f"This machine's clock is {off}. {how_to_set_clock()}"
            if (off := clock_difference(response, now))
            else "This machine's clock may be wrong: compare it with AWS's.",
        )
    return Credentials(parts[0], Secret(parts[1]), Secret(parts[2]), expiration)


def check_assumed(response: Mapping[str, Any], target: Target) -> None:
    """Raises Unreachable unless AssumedRoleUser.Arn of the response is the target's role."""
    user = response.get("AssumedRoleUser")
    arn = user.get("Arn") if isinstance(user, Mapping) else None
    wanted = f"arn:{target.partition}:sts::{target.account_id}:assumed-role/{target.role_name}/"
    if not isinstance(arn, str) or not arn.startswith(wanted):
        raise _not_aws("it is for another role")


def _not_aws(why: str) -> Unreachable:
    return Unreachable(
        f"The answer is not from AWS: {why}.",
        "Check AWS_ENDPOINT_URL and the proxy; nothing was saved.",
    )
