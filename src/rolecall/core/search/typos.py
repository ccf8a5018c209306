"""Patterns that match a word despite one typo: a letter missing, added or wrong, or two swapped."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_SHORTEST, _LONGEST = 4, 32  # lengths of tokens that may have a typo
_ANYWHERE = 6  # from this length on, a token with a typo also matches inside words
_ANY = r"[^\x00-\x1f0-9]"  # the intended letter
_AT_WORD = r"(?<![^\W_])"


class TypoPattern(NamedTuple):
    """A pattern of the intended word, and a piece of it that every match contains."""

    piece: str
    pattern: re.Pattern[str]

    def find(self, text: str) -> tuple[int, int] | None:
        """Returns start and end of the intended word in a folded text; None for no match."""
        match = self.pattern.search(text) if self.piece in text else None
        if match is None:
            return None
        return match.start(match.lastindex or 0), match.end()


def may_be_typo(token: str) -> bool:
    """Whether a typo is considered for this token, by its length; not for a number."""
    return _SHORTEST <= len(token) <= _LONGEST and not token.isdecimal()


@lru_cache(maxsize=64)
def typo_patterns(token: str) -> tuple[TypoPattern, ...]:
    """Returns the patterns of the words that may be meant by a folded token.

    A typo leaves one half of the token intact, or swaps the letters where the halves meet. Each
    pattern starts with the intact part, which is fast to find. Digits have no typos: account 12 is
    not account 13.
    """
    middle = len(token) // 2
    left, right = token[:middle], token[middle:]
    at = "" if len(token) >= _ANYWHERE else _AT_WORD
    found = [
        TypoPattern(left, re.compile(f"{at}{re.escape(left)}(?:{'|'.join(_variants(right))})"))
    ]
    # The part before is captured, since the match starts there.
    before = [f"(?<={at}({variant}){re.escape(right)})" for variant in _variants(left, inner=True)]
    found.append(TypoPattern(right, re.compile(f"{re.escape(right)}(?:{'|'.join(before)})")))
    swapped = left[:-1] + right[0] + left[-1] + right[1:]
    if swapped != token and not (left[-1].isdecimal() or right[0].isdecimal()):
        found.append(TypoPattern(swapped, re.compile(at + re.escape(swapped))))
    return tuple(found)


def _variants(half: str, *, inner: bool = False) -> Iterator[str]:
    """Yields patterns of one half with a typo; `inner`: none with the first letter missing."""
    signs = [re.escape(sign) for sign in half]
    for at, sign in enumerate(half):
        before, after = "".join(signs[:at]), "".join(signs[at + 1 :])
        if at or not inner:
            yield before + _ANY + signs[at] + after
        if sign.isdecimal():
            continue
        if at + 1 < len(half) and sign != half[at + 1] and not half[at + 1].isdecimal():
            yield before + signs[at + 1] + signs[at] + "".join(signs[at + 2 :])
        yield before + _ANY + after
        yield before + after
