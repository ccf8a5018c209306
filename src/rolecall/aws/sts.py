"""Calls to STS with credentials: GetSessionToken, AssumeRole, GetCallerIdentity."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rolecall.aws.call.bounded_call import call_aws
from rolecall.aws.call.client import AwsClients
from rolecall.aws.denials import root_user
from rolecall.aws.failures import NEVER_SENT, not_aws
from rolecall.aws.responses import check_assumed, credentials_from
from rolecall.aws.session_scope import scope_parameters, scope_refusal
from rolecall.core.countdown import words_for
from rolecall.core.errors import MfaRefused, Refused, TooLong
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
    clients: AwsClients,
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
    with the `code` of the device `serial`, if any. Raises Refused where AWS denies the role,
    TooLong where the role allows no session of that duration, MfaRefused for a wrong or used code,
    Unreachable where there is no response from AWS.
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

    try:
        response = call_aws(clients, "sts:AssumeRole", send, credentials)
    except MfaRefused:
        raise
    except Refused as refused:
        if refused.code == "ValidationError" and "MaxSessionDuration" in refused.hint:
            raise TooLong(
                f"{target.alias} · {target.role} allows no session of {words_for(duration)}.",
                "Its longest is MaxSessionDuration in IAM, 1 h unless changed: use --duration 1h.",
                refused.code,
                refused.request_id,
            ) from None
        name = f"{target.role} in {target.alias} ({target.account_id})"
        if by_scope := scope_refusal(refused, scope, name):
            raise by_scope from None
        if refused.code != "AccessDenied":
            raise
        raise Refused(
            f"AWS denied {target.role} in {target.alias} ({target.account_id}).",
            "AWS does not say why. The role may not exist, may not trust you, "
            "or your policy may not allow it.",
            refused.code,
            refused.request_id,
        ) from None
    check_assumed(response, target)
    return credentials_from(response, clock())


def caller_name(clients: AwsClients) -> str:
    """Returns the user or session name of the base profile's keys (STS GetCallerIdentity)."""
    response = call_aws(clients, "sts:GetCallerIdentity", lambda sts: sts.get_caller_identity())
    arn = response.get("Arn")
    if not isinstance(arn, str):
        raise not_aws("sts:GetCallerIdentity")
    if arn.endswith(":root"):
        raise root_user(clients.base_profile)
    return arn.rpartition("/")[2].rpartition(":")[2]
