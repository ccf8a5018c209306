"""Roles typed as free text: the rows "Assume ROLE in ACCOUNT" below the picker's hits."""

from typing import NamedTuple, Protocol

from rolecall.core.errors import UsageError
from rolecall.core.model import Target, parse_role
from rolecall.core.nearest import one_typo
from rolecall.core.search.pasted_address import parse_address, permission_set
from rolecall.core.search.query import is_account

_MOST_ROLE_WORDS = 4  # words of a query that are tried as a role


class Accounts(Protocol):
    """The account lookups of a search index."""

    def best_account(self, query: str) -> Target | None:
        """Returns the best target whose account alone matches the query."""

    def has(self, account_id: str, role: str) -> bool:
        """Whether a target has this account and role."""

    def roles_of(self, account_id: str) -> list[str]:
        """Returns the known roles of an account."""


class FreeText(NamedTuple):
    """A role that is no target yet, in the account of a target.

    `is_sure`: the account is named in full, so that nothing else can be meant.
    """

    role: str
    account: Target
    is_sure: bool


def free_text_roles(index: Accounts, query: str) -> list[FreeText]:
    """Returns at most three roles that are no targets yet.

    Each word of the query may be the role, the last one first; the account is the best match of
    the other words. A pasted address contains both. A word that misses a known role of the account
    by one letter is no new role, but a guess at that one.
    """
    words = query.split()
    lines: list[FreeText] = []
    for place in reversed(range(max(0, len(words) - _MOST_ROLE_WORDS), len(words))):
        address = parse_address(words[place])
        others = [*words[:place], *words[place + 1 :]]
        role = _possible_role(address.role if address else words[place])
        named = " ".join(words if address else others)
        target = index.best_account(named) if role else None
        if target is None or index.has(target.account_id, role):
            continue
        if permission_set(role):  # only Identity Center assumes those
            continue
        if not address and one_typo(role, map(_name, index.roles_of(target.account_id))):
            continue
        line = FreeText(role, target, bool(address) or is_account(target, named))
        if line not in lines:
            lines.append(line)
    return lines[:3]


def _name(role: str) -> str:
    return role.rpartition("/")[2]


def _possible_role(word: str) -> str:
    try:
        return parse_role(word)
    except UsageError:
        return ""
