"""Parses the role attribute of an assertion: pairs of a role's and a SAML provider's ARN.

AWS documents `role,provider` and shows `provider,role` elsewhere; it accepts both, and IdPs send
both. Role names may contain commas, so a value is split only where an ARN follows.
"""

import re
from typing import NamedTuple

from rolecall.core.model import parse_role_arn

ROLE_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/Role"  # case-sensitive, by AWS's guide

# IAM CreateSAMLProvider: a name has 1 to 128 of these characters.
_PROVIDER_ARN = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):saml-provider/[A-Za-z0-9_.-]{1,128}")
_COMMA = re.compile(r",[ \t\r\n]*(?=arn:aws)")
_BLANKS = " \t\r\n"
_LONGEST = 2_048  # characters of an ARN, as STS takes it


class RolePair(NamedTuple):
    """A role and its SAML provider: RoleArn and PrincipalArn of AssumeRoleWithSAML."""

    role_arn: str
    provider_arn: str

    @property
    def partition(self) -> str:
        return self.role_arn.split(":", 2)[1]

    @property
    def account_id(self) -> str:
        return self.role_arn.split(":", 5)[4]

    @property
    def role(self) -> str:
        """The role with its path, without the leading slash."""
        return self.role_arn.partition(":role/")[2]

    @property
    def provider_name(self) -> str:
        return self.provider_arn.rpartition("/")[2]


def parse_pair(text: str) -> RolePair | None:
    """Parses one value of the role attribute, in either order; None where it is no pair."""
    parts = [part.strip(_BLANKS) for part in _COMMA.split(text)]
    if len(parts) != 2 or max(map(len, parts)) > _LONGEST:
        return None
    first, second = parts
    return _pair(first, second) or _pair(second, first)


def _pair(role_arn: str, provider_arn: str) -> RolePair | None:
    role, provider = parse_role_arn(role_arn), _PROVIDER_ARN.fullmatch(provider_arn)
    if role is None or provider is None or role.role.startswith("/"):
        return None
    if (role.partition, role.account_id) != (provider[1], provider[2]):
        return None
    return RolePair(role_arn, provider_arn)
