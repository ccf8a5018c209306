"""What IAM says of a role, for whoever may ask (GetRole): its maximum, and whom it trusts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from rolecall.aws.call.bounded_call import Clients, call_aws
from rolecall.aws.failures import not_aws
from rolecall.core.errors import Refused

_ASSUME = {"sts:assumerole", "sts:*", "*"}


class RoleFacts(NamedTuple):
    """A role as IAM describes it. `longest` is its MaxSessionDuration, in seconds."""

    arn: str
    longest: int
    trust: Mapping[str, Any]  # the trust policy's document


def role_facts(clients: Clients, name: str) -> RoleFacts | None:
    """Returns what IAM says of a role in the account of the credentials; None for no such role.

    Raises Refused where the caller may not ask.
    """
    try:
        response = call_aws(clients, "iam:GetRole", lambda iam: iam.get_role(RoleName=name))
    except Refused as refused:
        if refused.code == "NoSuchEntity":
            return None
        raise
    role = response.get("Role")
    arn = role.get("Arn") if isinstance(role, Mapping) else None
    if not isinstance(arn, str):
        raise not_aws("iam:GetRole")
    longest, trust = role.get("MaxSessionDuration"), role.get("AssumeRolePolicyDocument")
    return RoleFacts(
        arn,
        longest if isinstance(longest, int) else 3_600,
        trust if isinstance(trust, Mapping) else {},
    )


def distrust(trust: Mapping[str, Any], caller: str, external_id: str) -> str:
    """Returns why a trust policy does not let the caller in: `does not name …`.

    `caller` is an ARN as AWS's messages have it. Empty where nothing speaks against it as far as
    principals and ExternalId go; other conditions are not judged.
    """
    named = [each for each in _statements(trust) if _names(each, caller)]
    if not named:
        return f"does not name {caller}"
    wanted = [ids for each in named if (ids := _external_ids(each))]
    if len(wanted) == len(named) and not any(external_id in ids for ids in wanted):
        return "wants another ExternalId" if external_id else "wants an ExternalId"
    return ""


def _statements(trust: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the statements that allow sts:AssumeRole to somebody."""
    return [
        each
        for each in _list(trust.get("Statement"))
        if isinstance(each, Mapping)
        and each.get("Effect") == "Allow"
        and _ASSUME & {str(action).lower() for action in _list(each.get("Action"))}
    ]


def _names(statement: Mapping[str, Any], caller: str) -> bool:
    principal = statement.get("Principal")
    if isinstance(principal, Mapping):
        principal = principal.get("AWS")
    account = caller.split(":")[4] if caller.count(":") >= 5 else ""
    return any(
        one in ("*", caller, account)
        or (one.endswith(":root") and one.split(":")[4:5] == [account])
        or _is_role_of(one, caller)
        for one in map(str, _list(principal))
    )


def _is_role_of(arn: str, caller: str) -> bool:
    """Whether the caller is a session of this role: its ARN lacks the role's path."""
    parts, session = arn.split(":"), caller.split(":")
    return (
        len(parts) == len(session) == 6
        and parts[4] == session[4]
        and parts[5].startswith("role/")
        and session[5].startswith(f"assumed-role/{parts[5].rpartition('/')[2]}/")
    )


def _external_ids(statement: Mapping[str, Any]) -> list[str]:
    conditions = statement.get("Condition")
    equal = conditions.get("StringEquals") if isinstance(conditions, Mapping) else None
    wanted = equal.get("sts:ExternalId") if isinstance(equal, Mapping) else None
    return [str(one) for one in _list(wanted)]


def _list(value: Any) -> list[Any]:
    """Returns a policy's value as a list: IAM takes one item for a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
