"""Natural sort order: ignores case, and sorts account-9 before account-10."""

import re
from collections import Counter
from collections.abc import Sequence

from rolecall.catalog.role_order import CONFIGURED, role_ranks
from rolecall.core.model import Target

_DIGITS = r"[0-9]+"


def in_natural_order(targets: Sequence[Target]) -> list[Target]:
    """Returns the targets sorted by alias, then by role: see `role_order`."""
    keys = natural_keys([target.alias for target in targets])
    order: Sequence[int] = range(len(targets))
    if len(set(keys)) < len(keys):  # else no account has two roles, as mostly with 100,000 of them
        count = Counter(keys)
        several = [place for place, key in enumerate(keys) if count[key] > 1]
        roles = _role_keys([targets[place] for place in several])
        ranked = dict(zip(several, roles, strict=True))
        # Those that stand alone under their key may come in any order.
        order = sorted(order, key=lambda place: ranked.get(place, ""))
    return [targets[place] for place in sorted(order, key=keys.__getitem__)]


def _role_keys(targets: Sequence[Target]) -> list[str]:
    """Returns the sort keys of the targets' roles."""
    roles = list({target.role for target in targets})
    names = dict(zip(roles, natural_keys(roles), strict=True))
    return [
        rank if rank == CONFIGURED else rank + names[target.role]
        for rank, target in zip(role_ranks(targets), targets, strict=True)
    ]


def natural_keys(texts: Sequence[str]) -> list[str]:
    """Returns the sort keys of all texts, computed at once, since there may be 100,000."""
    joined = "\n".join(texts)
    if joined.count("\n") >= max(1, len(texts)):  # a name contains the separator
        return [_padded(text) for text in texts]
    return _padded(joined).split("\n")


def _padded(text: str) -> str:
    return re.sub(_DIGITS, lambda digits: digits[0].zfill(20), text.casefold())
