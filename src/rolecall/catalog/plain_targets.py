"""The rows of accounts that have only names, made all at once: there may be 100,000 of them."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from itertools import repeat
from typing import Any

from rolecall.catalog.account_book import is_guarded
from rolecall.core.model import Target

_ACCOUNT_ID, _ALIASES, _PROTECTED = map(
    Target._fields.index, ("account_id", "aliases", "protected")
)


def plain_targets(
    accounts: Mapping[str, tuple[str, ...]],
    but: Collection[str],
    like: Target,
    guard: tuple[str, ...],
) -> Iterable[Target]:
    """A row for each account, given by its id and aliases, `but` some.

    `like` is a row that has all the rest in common with them.
    """
    ids = [account_id for account_id in accounts if account_id not in but]
    names = [accounts[account_id] for account_id in ids] if but else accounts.values()
    columns: list[Iterable[Any]] = [repeat(value) for value in like]
    columns[_ACCOUNT_ID], columns[_ALIASES] = ids, names
    if guard:
        columns[_PROTECTED] = [
            is_guarded((*own, account_id), guard)
            for own, account_id in zip(names, ids, strict=True)
        ]
    # Target._make does the same, with a call of Python's for each.
    return map(partial(tuple.__new__, Target), zip(*columns, strict=False))
