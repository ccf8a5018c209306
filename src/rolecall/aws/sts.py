"""Calls to STS with credentials: GetSessionToken, AssumeRole, GetCallerIdentity."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rolecall.aws.call.bounded_call import Clients, call_aws
from rolecall.aws.call.client import AwsClients
from rolecall.aws.failures import NEVER_SENT, not_aws
from rolecall.aws.refusals.denial import root_user
from rolecall.aws.responses import check_assumed, credentials_from
from rolecall.aws.session_scope import scope_cause, scope_parameters
from rolecall.core.countdown import words_for
from rolecall.core.errors import RoleDenied
from rolecall.core.model import Credentials, Target
from rolecall.core.scope import NO_SCOPE, Scope


def get_session_token(
    clients: AwsClients, serial: str, code: str, duration: int, clock: Callable[[], datetime]
) -> Credentials:
    """Returns the credentials of an MFA session of `duration` seconds (STS GetSessionToken).

    Raises MfaRefused for a wrong or used code, Refused, Unreachable.
    """

    def send(sts: Any) -> Any:
        sts.meta.events.register_first("needs-retry.sts.GetSessionToken", _retry_unless_lost)
        return sts.get_session_token(DurationSeconds=duration, SerialNumber=serial, TokenCode=code)

    return credentials_from(call_aws(clients, "sts:GetSessionToken", send), clock())


def _retry_unless_lost(caught_exception: Exception | None, **more: object) -> None:
    """Keeps botocore from retrying with a code that AWS may have accepted already.

    A throttled or failed request had a response: there is no session, and it may be retried. Where
    the response was lost, AWS may have created a session, and would refuse the code as used.
    """
    if caught_exception is not None and not isinstance(caught_exception, NEVER_SENT):
        raise caught_exception


def assume_role(
    clients: Clients,
    target: Target,
    *,
    session_name: str,
    duration: int,
    credentials: Credentials | None,
    clock: Callable[[], datetime],
    scope: Scope = NO_SCOPE,
    serial: str = "",
    code: str = "",
) -> Credentials:
    """Returns the credentials of `target` for `duration` seconds, within `scope` (STS AssumeRole).

    The call is signed with `credentials` (the MFA session), or with the base profile's own, then
    with the `code` of the device `serial`, if any. Raises RoleDenied where AWS denies the role
    without a reason, TooLong where it allows no session of that duration, MfaRefused for a wrong or
    used code, Refused for all else, Unreachable where there is no response from AWS.
    """
    request: dict[str, Any] = {
        "RoleArn": target.arn,
        "RoleSessionName": session_name,
        "DurationSeconds": duration,
        **scope_parameters(scope, target.partition),
    }
    if target.external_id_sent:
        request["ExternalId"] = target.external_id_sent
    if code:
        request |= {"SerialNumber": serial, "TokenCode": code}

    def send(sts: Any) -> Any:
        if code:
            sts.meta.events.register_first("needs-retry.sts.AssumeRole", _retry_unless_lost)
        return sts.assume_role(**request)

    about = about_role(target, duration)
    try:
        response = call_aws(clients, "sts:AssumeRole", send, credentials, about)
    except RoleDenied as denied:
        raise denied.with_cause(scope_cause(scope)) from None
    check_assumed(response, target)
    return credentials_from(response, clock())


def about_role(target: Target, duration: int) -> dict[str, str]:
    """Returns what the message of a refusal says of the role that was asked for."""
    return {
        "what": f"{target.role} in {target.alias} ({target.account_id})",
        "name": f"{target.alias} · {target.role}",
        "duration": words_for(duration),
    }


def caller_name(clients: Clients) -> str:
    """Returns the user or session name of the base profile's keys (STS GetCallerIdentity)."""
    response = call_aws(clients, "sts:GetCallerIdentity", lambda sts: sts.get_caller_identity())
    arn = response.get("Arn")
    if not isinstance(arn, str):
        raise not_aws("sts:GetCallerIdentity")
    if arn.endswith(":root"):
        raise root_user(clients.base_profile)
    return arn.rpartition("/")[2].rpartition(":")[2]
