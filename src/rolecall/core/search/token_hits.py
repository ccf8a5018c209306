"""Where a token is found: in which of the layout's texts, and how much that counts in each row."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from rolecall.core.search import scores
from rolecall.core.search.layout import Layout
from rolecall.core.search.query import ALIAS, END, ROLE, WORD, marked, may_scatter, scattered

# One bit each, the better the higher: what a row has in several fields is laid together by bits.
_WHOLE_ALIAS, _WHOLE_ROLE, _ALIAS_START, _START = 128, 64, 32, 16
_WORD, _INSIDE, _HIDDEN, _SCATTERED = 8, 4, 2, 1
_COUNTS = (0, 1, 2, 3, 4, 6, 7, 8, 9)  # by the number of bits, thus by the highest
MOST_POINTS = max(_COUNTS)
_POINTS = bytes([_COUNTS[flags.bit_length()] for flags in range(256)])
_IN_ONE_PIECE = bytes([0, 0] + [255] * 254)


class TokenHits(NamedTuple):
    """Flags for each text of the layout, 0 where the token is not; `points` for each row."""

    aliases: bytes
    ids: bytes
    roles: bytes
    paths: bytes
    tags: bytes
    others: bytes
    points: bytes


def find_token(layout: Layout, token: str, known: TokenHits | None) -> TokenHits:
    """Find a token. `known`: that of a token without which this one cannot be."""
    aliases = _names(
        token, layout.aliases, known and known.aliases, ALIAS, _ALIAS_START, _WHOLE_ALIAS
    )
    roles = _names(token, layout.roles, known and known.roles, ROLE, _START, _WHOLE_ROLE)
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


def account_mask(layout: Layout, found: TokenHits) -> bytes:
    """A mask of the rows whose account, not its role, has the token in alias, id or tag."""
    named = layout.of_runs(scores.either((found.aliases, found.ids)).translate(_IN_ONE_PIECE))
    if scores.is_empty(found.tags):
        return named
    return scores.either((named, layout.of_facts(found.tags.translate(_IN_ONE_PIECE))))


def _names(
    token: str,
    texts: Sequence[str],
    known: bytes | None,
    sign: str,
    start_flag: int,
    whole_flag: int,
) -> bytes:
    start, whole, word = sign + token, sign + token + END, WORD + marked(token)
    # One comprehension of substring tests, because this is where a search spends its time.
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
    left = found.translate(scores.MISSING)
    if known is not None:
        left = scores.both(left, known.translate(scores.FOUND))
    scatter = _each(
        texts,
        left,
        lambda texts: [_SCATTERED if first in text and search(text) else 0 for text in texts],
    )
    return scores.either((found, scatter))


def _each(
    texts: Sequence[str], among: bytes | None, look: Callable[[Iterable[str]], list[int]]
) -> bytes:
    """What `look` finds in each text; looks only where `among` has anything."""
    if among is None:
        return bytes(look(texts))
    found = bytearray(len(texts))
    flags = look(compress(texts, among))
    for place, flag in zip(compress(range(len(texts)), among), flags, strict=True):
        if flag:
            found[place] = flag
    return bytes(found)
