"""The actions of STS that Rolecall calls, except SAML (API version 2011-06-15)."""

import re
from dataclasses import replace
from time import gmtime, strftime

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.constraints import Constraints
from rolecall.demo.protocol.query import Result
from rolecall.demo.sts.scope_parameters import (
    check_scope,
    inherited,
    needed_actions,
    read_scope,
)
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.session_scope import SessionScope
from rolecall.demo.world.world import Caller, Key, Role, World

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
VERSION = "2011-06-15"
CHAINED = 3600  # seconds; the limit for a role assumed with temporary credentials
ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/.+")


def get_caller_identity(world: World, call: ApiCall) -> Result:
    """GetCallerIdentity: needs no permission, and no policy can deny it."""
    caller = call.caller
    return {"Arn": caller.arn, "UserId": caller.unique_id, "Account": caller.account_id}


def get_session_token(world: World, call: ApiCall) -> Result:
    """GetSessionToken: 15 minutes to 36 hours, with or without MFA."""
    given = Constraints(call.parameters)
    seconds = given.number("DurationSeconds", least=900, most=129_600, default=43_200)
    serial, code = _mfa_parameters(given)
    given.check()
    caller = call.caller
    if caller.temporary or caller.user is None:
        raise refusals.session_token_from_session()
    if not world.allows(caller, "sts:GetSessionToken"):
        raise refusals.no_policy_allows(caller.arn, "sts:GetSessionToken", "*")
    mfa_at = _mfa_time(world, caller, serial, code)
    holder = Caller(
        caller.account_id, caller.arn, caller.unique_id, caller.user, temporary=True, mfa_at=mfa_at
    )
    return {"Credentials": credentials(world.issue(holder, seconds))}


def assume_role(world: World, call: ApiCall) -> Result:
    """AssumeRole: checks trust, external id, MFA, MaxSessionDuration, the chaining limit, and what
    limits and labels the session."""
    given = Constraints(call.parameters)
    arn = given.text("RoleArn", shortest=20, longest=2048, required=True) or ""
    session_name = (
        given.text("RoleSessionName", shortest=2, longest=64, pattern=r"[\w+=,.@-]*", required=True)
        or ""
    )
    external_id = given.text("ExternalId", shortest=2, longest=1224, pattern=r"[\w+=,.@:\/-]*")
    seconds = given.number("DurationSeconds", least=900, most=43_200, default=3600)
    serial, code = _mfa_parameters(given)
    scope = read_scope(given, call.parameters)
    given.check()
    if not ROLE_ARN.fullmatch(arn):
        raise refusals.validation(f"{arn} is invalid")
    caller = call.caller
    packed = check_scope(scope, call.parameters, caller.partition)
    mfa_at = _mfa_time(world, caller, serial, code) or caller.mfa_at
    role = world.roles.get(arn)
    if (
        role is None
        or not world.allows(caller, "sts:AssumeRole")
        or not _trusts(role, caller, external_id, mfa_at, world.clock())
    ):
        raise refusals.not_authorized(caller.arn, "sts:AssumeRole", arn)
    scope = inherited(scope, caller.scope)
    _check_labels(world, caller, role, scope)
    if caller.temporary and seconds > CHAINED:
        raise refusals.chained_session_too_long()
    if seconds > role.max_session:
        raise refusals.role_session_too_long()
    assumed = replace(assumed_role(role, session_name), chained=caller.temporary, scope=scope)
    return {
        "AssumedRoleUser": {"AssumedRoleId": assumed.unique_id, "Arn": assumed.arn},
        "Credentials": credentials(world.issue(assumed, role.cut_short or seconds)),
        **({"PackedPolicySize": packed} if packed else {}),
        **({"SourceIdentity": scope.source_identity} if scope.source_identity else {}),
    }


ACTIONS: dict[str, Action] = {
    "GetCallerIdentity": get_caller_identity,
    "GetSessionToken": get_session_token,
    "AssumeRole": assume_role,
}


def assumed_role(role: Role, session_name: str) -> Caller:
    """The caller that a role session acts as."""
    return Caller(
        role.account_id,
        f"arn:{role.partition}:sts::{role.account_id}:assumed-role/{role.name}/{session_name}",
        f"{role.role_id}:{session_name}",
        role=role,
        temporary=True,
    )


def credentials(key: Key) -> Result:
    """Temporary credentials as an element of an STS response."""
    return {
        "AccessKeyId": key.access_key_id,
        "SecretAccessKey": key.secret,
        "SessionToken": key.token,
        "Expiration": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(key.expires)),
    }


def _mfa_parameters(given: Constraints) -> tuple[str | None, str | None]:
    serial = given.text("SerialNumber", shortest=9, longest=256, pattern=r"[\w+=/:,.@-]*")
    code = given.text("TokenCode", shortest=6, longest=6, pattern=r"[\d]*")
    return serial, code


def _mfa_time(world: World, caller: Caller, serial: str | None, code: str | None) -> float | None:
    """The time (epoch seconds) of the MFA given with this call; None if none was given."""
    if serial is None and code is None:
        return None
    if serial is None or code is None:
        raise refusals.mfa_incomplete()
    devices = caller.user.devices if caller.user else []
    device = next((device for device in devices if device.serial == serial), None)
    # IAM User Guide, "Secure API access with MFA": FIDO keys and passkeys do not serve the API.
    if device is None or ":u2f/" in device.serial:
        raise refusals.mfa_device_unknown()
    now = world.clock()
    if not device.accepts(code, now):
        raise refusals.mfa_code_refused()
    return now


def _check_labels(world: World, caller: Caller, role: Role, scope: SessionScope) -> None:
    """Raises AwsError unless caller and trust policy allow the session's tags and its source."""
    before = caller.scope.source_identity
    for action in needed_actions(scope):
        if (
            action in role.not_trusted
            or not world.allows(caller, action)
            or (action == "sts:SetSourceIdentity" and before not in ("", scope.source_identity))
        ):
            raise refusals.not_authorized(caller.arn, action, role.arn)


def _trusts(
    role: Role, caller: Caller, external_id: str | None, mfa_at: float | None, now: float
) -> bool:
    """Whether the role's trust policy allows the caller."""
    if (
        not {caller.principal, f"arn:{caller.partition}:iam::{caller.account_id}:root"}
        & role.trusts
    ):
        return False
    if role.external_id is not None and external_id != role.external_id:
        return False
    if role.needs_mfa and mfa_at is None:
        return False
    if role.mfa_max_age is not None:
        return mfa_at is not None and now - mfa_at < role.mfa_max_age
    return True
