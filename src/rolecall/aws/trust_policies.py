"""The IAM policies that let somebody become a role: who is trusted, and who may ask.

The grammar is that of IAM's JSON policy language, version 2012-10-17.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from rolecall.core.partitions import PARTITIONS

_Statement = dict[str, Any]
_SECURE = {"aws:SecureTransport": "true"}
_SECURE_MFA = {**_SECURE, "aws:MultiFactorAuthPresent": "true"}


class RoleName(NamedTuple):
    """A role, with its path if it has one, in an account."""

    account_id: str
    role: str


def bastion_trust(
    partition: str, bastion_id: str, mfa_age: int, external_id: str = "", tag_session: bool = False
) -> str:
    """A role's trust in the users of a bastion account who gave an MFA code.

    Not longer ago than `mfa_age` seconds. With an external id, who does not send it is refused.
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
    """A role's trust in who signs in with a SAML provider of the role's own account.

    `audiences` are the sign-in pages that the IdP may address; none: the partition's own.
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
    """What the users of a bastion's group may do: take these roles, having given an MFA code.

    With `own_devices` also look up themselves and their MFA devices, which comes before the code.
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
