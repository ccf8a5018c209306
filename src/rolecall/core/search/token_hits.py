"""Finds a token in the texts of a layout, and scores the rows that have them."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from rolecall.core.search import scores
from rolecall.core.search.alignment import may_scatter
from rolecall.core.search.layout import Layout
from rolecall.core.search.query import ALIAS, END, ROLE, WORD, marked, scattered

# One bit each; a better match has a higher bit. The flags of a row's fields are combined by or.
_WHOLE_ALIAS, _WHOLE_ROLE, _ALIAS_START, _START = 128, 64, 32, 16
_WORD, _INSIDE, _HIDDEN, _SCATTERED = 8, 4, 2, 1
_OFTEN = "etaoinsrdlcupmhgbyfvwkxjqz"  # letters by how often names have them
_COUNTS = (0, 1, 2, 3, 4, 6, 7, 8, 9)  # points by bit length, that is by the highest bit
MOST_POINTS = max(_COUNTS)
_POINTS = bytes([_COUNTS[flags.bit_length()] for flags in range(256)])
IN_ONE_PIECE = bytes([0, 0] + [255] * 254)  # flags or points to a mask
NOT_INSIDE = bytes([255 if flags & ~_INSIDE else 0 for flags in range(256)])  # to a mask
BEGINNING = bytes([255 if flags & ~(_INSIDE | _SCATTERED) else 0 for flags in range(256)])
_AS_SCATTERED = bytes([0] + [_SCATTERED] * 255)


# What people type for roles that are not called so.
MEANT = {"ro": "read"}


class TokenHits(NamedTuple):
    """The hits of a token: flags of each text of the layout, 0 for no match; points of each row."""

    aliases: bytes
    ids: bytes
    roles: bytes
    paths: bytes
    tags: bytes
    others: bytes
    points: bytes


def find_token(layout: Layout, token: str, known: TokenHits | None) -> TokenHits:
    """Finds a token. `known`: the hits of a token that matches wherever this one does, if any."""
    aliases = account_names(layout, token, known and known.aliases)
    roles = role_names(layout, token, known and known.roles)
    if meant := MEANT.get(token):
        also = role_names(layout, meant).translate(BEGINNING).translate(_AS_SCATTERED)
        roles = scores.either((roles, also))
    ids = bytes(len(layout.ids))
    if token.isdecimal():
        ids = _each(
            layout.ids,
            known and known.ids,
            lambda texts: [
                (_START if text.startswith(token) else _INSIDE) if token in text else 0
                for text in texts
            ],
        )
    paths, tags, others = (
        _each(texts, before, lambda texts: [_HIDDEN if token in text else 0 for text in texts])
        for texts, before in (
            (layout.paths, known and known.paths),
            (layout.tags, known and known.tags),
            (layout.others, known and known.others),
        )
    )
    parts = [
        spread(scores.either(found))
        for found, spread in (
            ((aliases, ids), layout.of_runs),
            ((roles, paths), layout.of_roles),
            ((tags, others), layout.of_facts),
        )
        if not all(map(scores.is_empty, found))
    ]
    points = scores.either(parts).translate(_POINTS) if parts else bytes(layout.rows)
    return TokenHits(aliases, ids, roles, paths, tags, others, points)


def account_names(layout: Layout, token: str, known: bytes | None = None) -> bytes:
    """Returns the flags of the accounts' names; `known`: those of a token that matches as well."""
    return _names(token, layout.aliases, known, ALIAS, _ALIAS_START, _WHOLE_ALIAS)


def role_names(layout: Layout, token: str, known: bytes | None = None) -> bytes:
    """Returns the flags of the roles' names; `known`: those of a token that matches as well."""
    return _names(token, layout.roles, known, ROLE, _START, _WHOLE_ROLE)


def account_mask(layout: Layout, found: TokenHits) -> bytes:
    """Returns a mask of the rows whose account alone has the token, in alias, id or tag."""
    named = layout.of_runs(scores.either((found.aliases, found.ids)).translate(IN_ONE_PIECE))
    if scores.is_empty(found.tags):
        return named
    return scores.either((named, layout.of_facts(found.tags.translate(IN_ONE_PIECE))))


def _names(
    token: str,
    texts: Sequence[str],
    known: bytes | None,
    marker: str,
    start_flag: int,
    whole_flag: int,
) -> bytes:
    start, whole, word = marker + token, marker + token + END, WORD + marked(token)
    # One comprehension of substring tests, because a search spends its time here.
    found = _each(
        texts,
        known,
        lambda texts: [
            (
                (whole_flag if whole in text else start_flag)
                if start in text
                else _WORD
                if word in text
                else _INSIDE
            )
            if token in text
            else 0
            for text in texts
        ],
    )
    if not may_scatter(token):
        return found
    search, first = scattered(token).search, WORD + token[0]
    # A substring test takes a fortieth of the pattern's time, and rare letters exclude the most.
    rare, *others = sorted(token[1:], key=_OFTEN.find, reverse=True)
    rarer = others[0] if others else rare
    left = found.translate(scores.MISSING)
    if known is not None:
        left = scores.both(left, known.translate(scores.FOUND))
    scatter = _each(
        texts,
        left,
        lambda texts: [
            _SCATTERED if first in text and rare in text and rarer in text and search(text) else 0
            for text in texts
        ],
    )
    return scores.either((found, scatter))


def _each(
    texts: Sequence[str], among: bytes | None, look: Callable[[Iterable[str]], list[int]]
) -> bytes:
    """Returns the flags that `look` gives each text; only of texts where `among` is not 0."""
    if among is None:
        return bytes(look(texts))
    found = bytearray(len(texts))
    flags = look(compress(texts, among))
    for place, flag in zip(compress(range(len(texts)), among), flags, strict=True):
        if flag:
            found[place] = flag
    return bytes(found)
