"""Roles typed as free text: the rows "Assume ROLE in ACCOUNT" below the picker's hits."""

from typing import Protocol

from rolecall.core.errors import UsageError
from rolecall.core.model import Target, parse_role
from rolecall.core.search.pasted_address import parse_address

_MOST_ROLE_WORDS = 4  # words of a query that are tried as a role


class Accounts(Protocol):
    """The account lookups of a search index."""

    def best_account(self, query: str) -> Target | None:
        """Returns the best target whose account alone matches the query."""

    def has(self, account_id: str, role: str) -> bool:
        """Whether a target has this account and role."""


def free_text_roles(index: Accounts, query: str) -> list[tuple[str, Target]]:
    """Returns at most three roles that are no targets yet, each with a target of its account.

    Each word of the query may be the role, the last one first; the account is the best match of
    the other words. A pasted address contains both.
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
