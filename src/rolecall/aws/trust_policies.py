"""Generates the IAM policies for assuming a role: its trust policy, and the users' group policy.

They are in IAM's JSON policy language, version 2012-10-17.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from rolecall.core.partitions import PARTITIONS

_Statement = dict[str, Any]
_SECURE = {"aws:SecureTransport": "true"}
_SECURE_MFA = {**_SECURE, "aws:MultiFactorAuthPresent": "true"}


class RoleName(NamedTuple):
    """A role in an account; `role` includes its path, if any."""

    account_id: str
    role: str


def bastion_trust(
    partition: str, bastion_id: str, mfa_age: int, external_id: str = "", tag_session: bool = False
) -> str:
    """Returns a trust policy for the users of a bastion account with MFA.

    The MFA code must be less than `mfa_age` seconds old. With an external id, a request without it
    is refused.
    """
    condition: dict[str, Any] = _mfa(mfa_age)
    if external_id:
        condition["StringEquals"] = {"sts:ExternalId": external_id}
    return _policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{partition}:iam::{bastion_id}:root"},
            "Action": _actions("sts:AssumeRole", tag_session),
            "Condition": condition,
        }
    )


def saml_trust(
    partition: str,
    account_id: str,
    provider: str,
    audiences: Sequence[str] = (),
    tag_session: bool = False,
) -> str:
    """Returns a trust policy for users of a SAML provider in the role's account.

    `audiences` are the accepted values of SAML:aud; none: the partition's SAML endpoint.
    """
    addressed = list(audiences) or [PARTITIONS[partition].saml_endpoint]
    return _policy(
        {
            "Effect": "Allow",
            "Principal": {
                "Federated": f"arn:{partition}:iam::{account_id}:saml-provider/{provider}"
            },
            "Action": _actions("sts:AssumeRoleWithSAML", tag_session),
            "Condition": {
                "Bool": _SECURE,
                "StringEquals": {"SAML:aud": addressed if len(addressed) > 1 else addressed[0]},
            },
        }
    )


def group_policy(
    partition: str,
    roles: Sequence[RoleName],
    mfa_age: int,
    own_devices: bool = False,
    tag_session: bool = False,
) -> str:
    """Returns the policy of a group of bastion users: assume these roles, with MFA.

    With `own_devices` they may also read their own user and MFA devices, without MFA, since that
    is needed before the code is sent.
    """
    statements: list[_Statement] = [
        {
            "Effect": "Allow",
            "Action": _actions("sts:AssumeRole", tag_session),
            "Resource": [
                f"arn:{partition}:iam::{role.account_id}:role/{role.role}" for role in roles
            ],
            "Condition": _mfa(mfa_age),
        }
    ]
    if own_devices:
        own = [f"arn:{partition}:iam::*:user/{path}${{aws:username}}" for path in ("", "*/")]
        statements.append(
            {
                "Effect": "Allow",
                "Action": ["iam:GetUser", "iam:ListMFADevices"],
                "Resource": own,
                "Condition": {"Bool": _SECURE},
            }
        )
    return _policy(*statements)


def _mfa(age: int) -> dict[str, Any]:
    return {"Bool": _SECURE_MFA, "NumericLessThan": {"aws:MultiFactorAuthAge": str(age)}}


def _actions(action: str, tag_session: bool) -> str | list[str]:
    return [action, "sts:TagSession"] if tag_session else action


def _policy(*statements: _Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"
