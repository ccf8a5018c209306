"""Qualifiers, which distinguish several targets of the same account and role."""

from collections.abc import Sequence

from rolecall.core.model import Target


class Qualifiers:
    """The qualifiers of a set of targets, which is that of all targets."""

    def __init__(self, targets: Sequence[Target]) -> None:
        # Only accounts with a role profile are examined: most of 100,000 targets have none.
        accounts = {target.account_id for target in targets if target.role_profile}
        seen: set[tuple[str, str]] = set()
        self._several: set[tuple[str, str]] = set()
        for target in targets if accounts else ():
            if target.account_id in accounts:
                role = (target.account_id, target.role)
                (self._several if role in seen else seen).add(role)

    def of(self, target: Target) -> str:
        """Returns the role profile if another target has the same account and role; else empty."""
        several = (target.account_id, target.role) in self._several
        return target.role_profile if several else ""
