"""Tokens that begin in the account's name and end in the role's: `prdadm` is prod and admin."""

import re
from collections.abc import Sequence

from rolecall.core.search import scores
from rolecall.core.search.alignment import scatters_widely
from rolecall.core.search.layout import Layout
from rolecall.core.search.query import WORD
from rolecall.core.search.token_hits import BEGINNING, NOT_INSIDE, account_names, role_names

_SHORTEST, _LONGEST = 4, 24  # letters of a token that may be divided
_SHORTEST_PART = 2
_MOST_ROLES = 1000  # distinct roles; with more, no token is divided
_ONE_POINT = bytes([0] + [1] * 255)


def cuts(token: str) -> Sequence[int]:
    """Returns where a token may be divided into an account's part and a role's."""
    if not (_SHORTEST <= len(token) <= _LONGEST and token.isalnum()):
        return ()
    return range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1)


def split_points(layout: Layout, token: str) -> bytes:
    """Returns one point for each row that has the token in two parts; empty where none has.

    The account's part begins a word or is scattered; the role's part begins a word or is the
    initials of two.
    """
    if len(layout.roles) > _MOST_ROLES:
        return b""
    found: list[bytes] = []
    names: bytes | None = None
    for cut in cuts(token):
        rest = token[cut:]
        roles = _initials(layout, rest) if len(rest) == _SHORTEST_PART else b""
        words = role_names(layout, rest).translate(BEGINNING)
        roles = scores.either((words, roles)) if roles else words
        if scores.is_empty(roles):
            continue
        begun = token[:cut]
        names = account_names(layout, begun, names)
        if scores.is_empty(names) and scatters_widely(begun):
            break  # nor does any name have more of the token
        accounts = layout.of_runs(names.translate(NOT_INSIDE))
        found.append(scores.both(accounts, layout.of_roles(roles)))
        if not scatters_widely(begun):
            names = None  # a longer part may match where this one does not
    return scores.either(found).translate(_ONE_POINT) if found else b""


def _initials(layout: Layout, two: str) -> bytes:
    """Returns a mask of the roles with two neighboring words that begin with these letters."""
    first, second = map(re.escape, two)
    look = re.compile(f"{WORD}{first}[^\n{WORD}]*{WORD}{second}").search
    return bytes([scores.MOST if look(text) else 0 for text in layout.roles])
