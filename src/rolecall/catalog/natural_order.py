"""Natural sort order: ignores case, and sorts account-9 before account-10."""

import re
from collections.abc import Sequence

from rolecall.catalog.role_order import CONFIGURED, role_ranks
from rolecall.core.model import Target

_DIGITS = r"[0-9]+"


def in_natural_order(targets: Sequence[Target]) -> list[Target]:
    """Returns the targets sorted by alias, then by role: see `role_order`."""
    order: Sequence[int] = range(len(targets))
    roles = list({target.role for target in targets})
    if len(roles) > 1:
        names = dict(zip(roles, _natural(roles), strict=True))
        ranks = role_ranks(targets)
        keys = [
            rank if rank == CONFIGURED else rank + names[target.role]
            for rank, target in zip(ranks, targets, strict=True)
        ]
        order = sorted(order, key=keys.__getitem__)
    keys = _natural([target.alias for target in targets])
    return [targets[place] for place in sorted(order, key=keys.__getitem__)]


def _natural(texts: Sequence[str]) -> list[str]:
    """Returns the sort keys of all texts, computed at once, since there may be 100,000."""
    joined = "\n".join(texts)
    if joined.count("\n") >= max(1, len(texts)):  # a name contains the separator
        return [_padded(text) for text in texts]
    return _padded(joined).split("\n")


def _padded(text: str) -> str:
    return re.sub(_DIGITS, lambda digits: digits[0].zfill(20), text.casefold())
