"""Roles typed as free text: the lines "Assume ROLE in ACCOUNT" below the picker's hits."""

from typing import Protocol

from rolecall.core.errors import UsageError
from rolecall.core.model import Target, parse_role
from rolecall.core.search.pasted_address import parse_address

_MOST_ROLE_WORDS = 4  # of a query that are tried as a role


class Accounts(Protocol):
    """What an index knows of accounts."""

    def best_account(self, query: str) -> Target | None: ...

    def has(self, account_id: str, role: str) -> bool: ...


def free_text_roles(index: Accounts, query: str) -> list[tuple[str, Target]]:
    """Roles that are no target yet, at most three, each with a target of the account meant.

    ROLE is a word of the query, the last typed first; ACCOUNT is that of the target given, the
    best match of the other words. A pasted address names both.
    """
    words = query.split()
    lines: list[tuple[str, Target]] = []
    for place in reversed(range(max(0, len(words) - _MOST_ROLE_WORDS), len(words))):
        address = parse_address(words[place])
        others = [*words[:place], *words[place + 1 :]]
        role = _possible_role(address.role if address else words[place])
        target = index.best_account(" ".join(words if address else others)) if role else None
        if target and (role, target) not in lines and not index.has(target.account_id, role):
            lines.append((role, target))
    return lines[:3]


def _possible_role(word: str) -> str:
    try:
        return parse_role(word)
    except UsageError:
        return ""
