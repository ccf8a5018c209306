"""Doubts a role that is in no file, where a known role of its account is one typo away."""

from rolecall.catalog.catalog import Catalog
from rolecall.core.errors import UsageError
from rolecall.core.model import Target


def refuse_near_role(catalog: Catalog, target: Target) -> None:
    """Raises UsageError for a role that is probably a typo of another one in its account.

    AWS would answer AccessDenied, and say nothing of the name.
    """
    known = [each for each in catalog.targets if each.account_id == target.account_id]
    if any(target.role in (each.role, each.role_name) for each in known):
        return
    from rolecall.core.nearest import one_typo  # deferred: most roles are known

    names = {each.role_name: None for each in known} | {each.role: None for each in known}
    if near := one_typo(target.role, names):
        raise UsageError(
            f"{target.alias} has no known role {target.role}.",
            f'Did you mean "{near}"? To assume {target.role} all the same, add --force-role.',
        )
