"""The identity of a role session: everything that decides what the session is, with a digest.

Two sessions are the same only if their requests are equal. The store, renewal, forgetting and every
hand-over use the digest as key: a role ARN is not enough, since a role may be assumed by two users,
under two session names, with two external ids or with less than the whole role's permissions.
Duration and region are not part of it: a held session is used until it expires, and a region
belongs to the profile or shell that receives the session.
"""

import json
from typing import NamedTuple

from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.scope import NO_SCOPE, Scope

_TARGET = 12  # hex digits at the start of a digest that identify the target


class RoleRequest(NamedTuple):
    """The parameters of a role session.

    `identity` is the base profile, or `saml:` and the name of the IdP. `identity_key` is the access
    key id in that profile, or the user name and the IdP's URL: new keys are another identity.
    """

    scheme: str
    identity: str
    identity_key: str
    role_arn: str
    role_profile: str = ""  # the profile of the AWS config file that describes the role
    external_id: str = ""  # as sent; empty for none
    session_name: str = ""  # empty: the IAM user's name, which AWS returns
    scope: Scope = NO_SCOPE
    via: str = ""  # in a chain, the digest of the request whose session takes the role

    @property
    def digest(self) -> str:
        """40 hex digits, of which the first twelve identify the target; see `same_target`.

        Empty fields are left out, so that a field added later changes no existing digest.
        """
        filled = self.filled
        target = [self.scheme, self.identity, self.role_arn, self.role_profile]
        if self.scope:
            target.append(json.dumps(self.scope.filled, sort_keys=True))
        whole = sha256_hex(json.dumps(filled, sort_keys=True).encode())
        return sha256_hex(json.dumps(target).encode())[:_TARGET] + whole[_TARGET:40]

    @property
    def filled(self) -> dict[str, object]:
        """Its fields that are not empty, as JSON holds them."""
        return {
            name: value.filled if isinstance(value, Scope) else value
            for name, value in self._asdict().items()
            if value
        }

    @property
    def qualifier(self) -> str:
        """What distinguishes it from other requests for the role: role profile, else identity."""
        return self.role_profile or self.identity

    @property
    def partition(self) -> str:
        """The partition of the role's ARN."""
        return self.role_arn.split(":")[1]


def same_target(digest: str, other: str) -> bool:
    """Whether two digests have the same role, base profile or IdP, role profile and scope.

    Access key, external id and session name may differ. A scope may not: a read-only session must
    not silently give way to one that may write, nor the reverse.
    """
    return digest[:_TARGET] == other[:_TARGET]
