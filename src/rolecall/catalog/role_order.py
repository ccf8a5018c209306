"""The order of an account's roles: the default role, the configuration's order, then the weakest.

The first role is the one that the account alone stands for, in the picker as on the command line.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rolecall.catalog.account_book import CONFIG_FILE
from rolecall.core.model import DEFAULT_ROLE, Target

# What names promise, from the least to the most. A word that none of them has is in between.
_READ, _ORDINARY, _POWER, _ADMIN, _LAST = range(5)
_WORDS = (
    (_LAST, "breakglass|emergency|root|owner|superuser|superadmin|full|god"),
    (_ADMIN, "admin|administrator|administrators|admins|administration"),
    (_POWER, "power|poweruser|operator|operators|sysadmin|write|writer|deploy|deployer|ops"),
    (_READ, "read|readonly|reader|view|viewer|viewonly|audit|auditor|observer|browse|list|billing"),
)
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
CONFIGURED = "1"  # the rank of a role that config.toml lists: those keep their order
_RANKS = tuple((rank, frozenset(words.split("|"))) for rank, words in _WORDS)


def power_of(role: str) -> int:
    """Returns how much a role may do by its name, from 0 (reads) to 4 (break-glass)."""
    pieces = [piece.lower() for piece in _PIECE.findall(role.rpartition("/")[2])]
    words = {*pieces, *map("".join, pairwise(pieces))}
    # "admin-read" reads, and "ReadWrite" does not.
    found = [rank for rank, known in _RANKS if words & known]
    if _READ in found and "write" not in words:
        return _READ
    return found[0] if found else _ORDINARY


def role_ranks(targets: Sequence[Target]) -> list[str]:
    """Returns a sort key for the role of each target, equal ones in the configuration's order."""
    powers = {role: power_of(role) for role in {target.role for target in targets}}
    return [
        "0"
        if target.role == DEFAULT_ROLE
        else CONFIGURED
        if CONFIG_FILE in target.sources
        else f"2{powers[target.role]}"
        for target in targets
    ]
