"""Typo-tolerant search, for a query without a good hit: tokens with one wrong letter."""

from collections.abc import Callable, Sequence

from rolecall.core.search import scores
from rolecall.core.search.index import Index
from rolecall.core.search.query import END, WORD, parse_query
from rolecall.core.search.token_hits import MOST_POINTS
from rolecall.core.search.typos import may_be_typo, typo_patterns

MOST_GUESSES = 20
_SLICE = 500  # texts between two calls of `cancelled`

# Flags as in token_hits, one bit each; a better match has a higher bit.
_WHOLE, _START, _WORD, _INSIDE, _HIDDEN = 16, 8, 4, 2, 1
_MOST_MISTAKEN = _WHOLE.bit_length()
_POINTS = bytes([min(flags.bit_length(), _MOST_MISTAKEN) for flags in range(256)])
_EXACT = bytes([0] + [min(255, points + _MOST_MISTAKEN) for points in range(1, 256)])


class _CancelledError(Exception):
    pass


def guesses(index: Index, query: str, cancelled: Callable[[], bool] = lambda: False) -> list[int]:
    """Returns the positions of at most 20 targets that the query may mean, the best first.

    None of them is a hit. Empty where the query is not weak (`Index.is_weak`), and when
    `cancelled`, called about every millisecond, returns True. It is too slow for the event loop:
    run it in a thread.
    """
    if not index.is_weak(query):
        return []
    tokens, _ = parse_query(query)
    exact = [index.hits(token).points for token in tokens]
    no_hit = scores.added(exact, MOST_POINTS).translate(scores.MISSING)
    parts: list[bytes] = []
    try:
        for token, points in zip(tokens, exact, strict=True):
            parts.append(_with_typo(index, token, points, cancelled))
            if scores.is_empty(parts[-1]):
                return []
    except _CancelledError:
        return []
    points = scores.both(scores.added(parts, MOST_POINTS + _MOST_MISTAKEN), no_hit)
    best = [row for rows in scores.classes(points) for row in index.by_preference(rows)]
    return best[:MOST_GUESSES]


def _with_typo(index: Index, token: str, exact: bytes, cancelled: Callable[[], bool]) -> bytes:
    """Returns the points of each row: more for the token as typed than for a typo."""
    if not may_be_typo(token):
        return exact.translate(_EXACT)
    layout = index.layout

    def flags(texts: Sequence[str], hidden: int = 0) -> bytes:
        found = bytearray()
        for start in range(0, len(texts), _SLICE):
            if cancelled():
                raise _CancelledError
            found += bytes([_flag(token, text, hidden) for text in texts[start : start + _SLICE]])
        return bytes(found)

    meant = scores.either(
        (
            layout.of_runs(flags(layout.aliases)),
            layout.of_roles(scores.either((flags(layout.roles), flags(layout.paths, _HIDDEN)))),
            layout.of_facts(
                scores.either((flags(layout.tags, _HIDDEN), flags(layout.others, _HIDDEN)))
            ),
        )
    )
    only = scores.both(meant.translate(_POINTS), exact.translate(scores.MISSING))
    return scores.either((exact.translate(_EXACT), only))


def _flag(token: str, text: str, hidden: int) -> int:
    best = 0
    for meant in typo_patterns(token):
        if place := meant.find(text):
            if hidden:
                return hidden
            best = max(best, _place_flag(text, *place))
    return best


def _place_flag(text: str, start: int, end: int) -> int:
    before = text[start - 1]
    if before < " ":
        return _WORD if before == WORD else _WHOLE if text[end] == END else _START
    return _INSIDE if before.isalnum() else _WORD
