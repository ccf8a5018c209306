"""Aligns a token with a name as a subsequence: which letters match, and how well they lie.

The best alignment by dynamic programming, as in fzf and nucleo: letters at the start of a word and
letters in a row count most, gaps count against it. The time is the product of the two lengths.
"""

import re
from typing import NamedTuple

from rolecall.core.search.fold import Folded

SHORTEST, LONGEST = 2, 32  # letters of a token that may be scattered
NEAR = 4  # letters that may be left out within a word

_FIELD_START, _WORD_START, _IN_A_ROW = 10, 9, 8
_GAP, _LEFT_OUT = 3, 1  # a gap, and each letter in it
_MOST_LETTERS = 128  # of a name
_NUMBER = re.compile(r"(?<![0-9])(?=[0-9])(?:0*(?=[1-9]))?")
_VOWELS = frozenset("aeiou")


class Alignment(NamedTuple):
    """The positions of the token's letters, and 0 to 100: 100 for adjacent letters at the start."""

    places: tuple[int, ...]
    quality: int


def may_scatter(token: str) -> bool:
    """Whether a token may match as a subsequence: 2 to 32 characters, the first a letter."""
    return SHORTEST <= len(token) <= LONGEST and token[0].isalpha()


def scatters_widely(token: str) -> bool:
    """Whether a token may match within a word as well as by the beginnings of words."""
    return may_scatter(token) and (len(token) > SHORTEST or is_skeleton(token))


def is_skeleton(token: str) -> bool:
    """Whether two letters may abbreviate a single word: `nw` for Northwind, not `no`."""
    return len(token) == SHORTEST and token.isalpha() and not _VOWELS.intersection(token)


def align(token: str, name: Folded) -> Alignment | None:
    """Returns the best alignment; None where the letters are not there in this order.

    The first letter starts a word. Each further one follows directly, or after at most NEAR others
    of the same word, or starts a word; of two letters, the second starts a word unless both are
    consonants.
    """
    text = name.text[:_MOST_LETTERS]
    if not may_scatter(token) or len(token) > len(text):
        return None
    starts = _word_starts(text, name.words)
    near = NEAR if scatters_widely(token) else 0
    # For each place where the letters so far can end: their score, and the places of all of them.
    ends: dict[int, tuple[int, tuple[int, ...]]] = {
        at: (_WORD_START if at else _FIELD_START, (at,)) for at in starts if text[at] == token[0]
    }
    for letter in token[1:]:
        if not ends:
            return None
        ends = _next_ends(ends, letter, text, starts, near)
    if not ends:
        return None
    score, places = max(ends.values(), key=lambda end: (end[0], [-at for at in end[1]]))
    most = _FIELD_START + (len(token) - 1) * _WORD_START
    return Alignment(places, max(0, min(100, 100 * score // most)))


def _word_starts(text: str, words: tuple[int, ...]) -> frozenset[int]:
    """Returns where words start; a number behind letters is a word of its own here."""
    numbers = [
        at for at in range(1, len(text)) if text[at].isdecimal() and not text[at - 1].isdecimal()
    ]
    return frozenset([at for at in words if at < len(text)] + numbers)


def _next_ends(
    ends: dict[int, tuple[int, tuple[int, ...]]],
    letter: str,
    text: str,
    starts: frozenset[int],
    near: int,
) -> dict[int, tuple[int, tuple[int, ...]]]:
    found: dict[int, tuple[int, tuple[int, ...]]] = {}
    best_before: tuple[int, tuple[int, ...]] | None = None  # of ends far enough to the left
    for at in range(min(ends) + 1, len(text)):
        # An end just before `at` becomes one that a later word start may follow.
        if (end := ends.get(at - 1)) and (best_before is None or end[0] >= best_before[0]):
            best_before = end
        if text[at] != letter:
            continue
        options: list[tuple[int, tuple[int, ...]]] = []
        if end:
            options.append((end[0] + _IN_A_ROW, end[1]))
        if at in starts and best_before is not None:
            gap = at - best_before[1][-1] - 1
            loss = _GAP + min(gap, 12) // 4 if gap else 0
            options.append((best_before[0] + _WORD_START - loss, best_before[1]))
        for gap in range(1, near + 1):
            before = at - gap - 1
            if any(inner in starts for inner in range(before + 1, at + 1)):
                break
            if end := ends.get(before):
                options.append((end[0] - _GAP - gap * _LEFT_OUT, end[1]))
        if options:
            score, places = max(options)
            found[at] = (score, (*places, at))
    return found
