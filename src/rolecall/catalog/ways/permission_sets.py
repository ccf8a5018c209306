"""The roles that IAM Identity Center makes of permission sets, and their ARNs."""

import re

from rolecall.core.model import IDENTITY_CENTER, RoleArn, Target

# IAM Identity Center User Guide: aws-reserved/sso.amazonaws.com/[REGION/]AWSReservedSSO_NAME_HASH.
_RESERVED = re.compile(
    r"aws-reserved/sso\.amazonaws\.com/(?:[a-z0-9-]+/)?AWSReservedSSO_(.+)_[0-9a-f]{16}"
)


def permission_set_of(role: str) -> str:
    """Returns the permission set that a role stands for, given with its path; empty for others."""
    found = _RESERVED.fullmatch(role)
    return found[1] if found else ""


def is_role_of(target: Target, arn: RoleArn) -> bool:
    """Whether a target is the role of an ARN. Identity Center's are known by permission set."""
    if target.account_id != arn.account_id or target.partition != arn.partition:
        return False
    if target.role == arn.role:
        return True
    return target.scheme == IDENTITY_CENTER and target.role == permission_set_of(arn.role)
