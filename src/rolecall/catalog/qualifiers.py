"""Several ways to one role: which targets only their profiles tell apart."""

from collections.abc import Sequence

from rolecall.core.model import Target


class Qualifiers:
    """Made from all targets; `of` says what a row must show beside account and role."""

    def __init__(self, targets: Sequence[Target]) -> None:
        # Most of 100,000 targets come from no profile: only their accounts are looked at.
        accounts = {target.account_id for target in targets if target.role_profile}
        seen: set[tuple[str, str]] = set()
        self._several: set[tuple[str, str]] = set()
        for target in targets if accounts else ():
            if target.account_id in accounts:
                role = (target.account_id, target.role)
                (self._several if role in seen else seen).add(role)

    def of(self, target: Target) -> str:
        """The role profile, where another target has the same account and role; else nothing."""
        several = (target.account_id, target.role) in self._several
        return target.role_profile if several else ""
