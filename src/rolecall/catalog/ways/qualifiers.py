"""Qualifiers, which distinguish several targets of one account: the ways that lead to it."""

from collections.abc import Sequence
from itertools import compress
from operator import itemgetter

from rolecall.core.model import Target

# In C: a loop over 100,000 targets would delay the first rows.
_ID, _IDP, _ROLE_PROFILE = (
    itemgetter(Target._fields.index(name)) for name in ("account_id", "idp", "role_profile")
)


class Qualifiers:
    """The qualifiers of a set of targets, which is that of all targets."""

    def __init__(self, targets: Sequence[Target]) -> None:
        # Only accounts with a role profile or a provider are examined: most of 100,000 targets
        # have neither.
        accounts = {
            *compress(map(_ID, targets), map(_ROLE_PROFILE, targets)),
            *compress(map(_ID, targets), map(_IDP, targets)),
        }
        seen: set[tuple[str, str]] = set()
        self._several: set[tuple[str, str]] = set()  # roles, by account and name
        ways: dict[str, tuple[str, str]] = {}
        self._apart: set[str] = set()  # accounts that several schemes or providers lead to
        for target in compress(targets, map(accounts.__contains__, map(_ID, targets))):
            role = (target.account_id, target.role)
            (self._several if role in seen else seen).add(role)
            way = (target.scheme, target.idp)
            if ways.setdefault(target.account_id, way) != way:
                self._apart.add(target.account_id)

    def of(self, target: Target) -> str:
        """Returns what tells a target from the others of its account; empty where nothing has to.

        It is the role profile, if another target has the same role, or the provider, if the account
        is also reached without it.
        """
        several = (target.account_id, target.role) in self._several
        if several and target.role_profile:
            return f"profile {target.role_profile}"
        return f"via {target.idp}" if target.idp and target.account_id in self._apart else ""
