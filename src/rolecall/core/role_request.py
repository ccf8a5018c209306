"""All that decides whose a role session is, as one value with one digest.

Two sessions are the same only if their requests are. The store, renewal, forgetting and every
hand-over go by the digest: a role's ARN is not enough, since the same role may be taken by two
users, under two session names or with two external ids. Duration and region are no part of it: a
held session serves for as long as it lasts, and a region belongs to the profile or shell that the
session is handed to.
"""

import json
from typing import NamedTuple

from rolecall.core.process.sha256 import sha256_hex

_TARGET = 12  # hex digits of a digest that stand for the target


class RoleRequest(NamedTuple):
    """What a role is asked for with.

    `identity` is the base profile, or `saml:` with the name of the IdP; `identity_key` the access
    key id in that profile, or the user and the URL of the IdP: new keys are another identity.
    """

    scheme: str
    identity: str
    identity_key: str
    role_arn: str
    role_profile: str = ""  # the profile of the AWS config that describes the role
    external_id: str = ""  # as sent; empty for none
    session_name: str = ""  # empty: the user's name, which AWS knows

    @property
    def digest(self) -> str:
        """40 hex digits; the first twelve stand for the target, see `same_target`.

        Empty fields do not count, so that a later one changes no digest.
        """
        filled = {name: value for name, value in self._asdict().items() if value}
        target = (self.scheme, self.identity, self.role_arn, self.role_profile)
        whole = sha256_hex(json.dumps(filled, sort_keys=True).encode())
        return sha256_hex(json.dumps(target).encode())[:_TARGET] + whole[_TARGET:40]

    @property
    def qualifier(self) -> str:
        """What tells it from others of its role: the role profile, else by whom it is taken."""
        return self.role_profile or self.identity

    @property
    def partition(self) -> str:
        """The partition of the role's ARN."""
        return self.role_arn.split(":")[1]


def same_target(digest: str, other: str) -> bool:
    """Whether two requests lead to one role by one base profile or IdP, and one role profile.

    They may differ in the keys that the profile had, the external id or the session name.
    """
    return digest[:_TARGET] == other[:_TARGET]
