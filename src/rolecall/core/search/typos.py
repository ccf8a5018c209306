"""Words typed with one letter wrong: left out, one too many, another one, or two swapped."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_SHORTEST, _LONGEST = 4, 32  # tokens in which a mistake is thought of
_ANYWHERE = 6  # letters from which on a mistaken word is also looked for inside of words
_ANY = r"[^\x00-\x1f0-9]"  # the letter that was meant
_AT_WORD = r"(?<![^\W_])"


class TypoPattern(NamedTuple):
    """A pattern of what was meant, and a piece of it that stands in every such text."""

    piece: str
    pattern: re.Pattern[str]

    def find(self, text: str) -> tuple[int, int] | None:
        """Where the word meant stands in a folded text."""
        match = self.pattern.search(text) if self.piece in text else None
        if match is None:
            return None
        return match.start(match.lastindex or 0), match.end()


def may_be_typo(token: str) -> bool:
    return _SHORTEST <= len(token) <= _LONGEST and not token.isdecimal()


@lru_cache(maxsize=64)
def typo_patterns(token: str) -> tuple[TypoPattern, ...]:
    """What may have been meant by a folded token.

    A mistake leaves one half of it whole, or swaps the letters where the halves meet. Each pattern
    starts with what is whole, as that is found fast. Digits are never mistaken: account 12 is not
    account 13.
    """
    middle = len(token) // 2
    left, right = token[:middle], token[middle:]
    at = "" if len(token) >= _ANYWHERE else _AT_WORD
    found = [
        TypoPattern(left, re.compile(f"{at}{re.escape(left)}(?:{'|'.join(_variants(right))})"))
    ]
    # What stands before is captured, since that is where the match starts.
    before = [f"(?<={at}({variant}){re.escape(right)})" for variant in _variants(left, inner=True)]
    found.append(TypoPattern(right, re.compile(f"{re.escape(right)}(?:{'|'.join(before)})")))
    swapped = left[:-1] + right[0] + left[-1] + right[1:]
    if swapped != token and not (left[-1].isdecimal() or right[0].isdecimal()):
        found.append(TypoPattern(swapped, re.compile(at + re.escape(swapped))))
    return tuple(found)


def _variants(half: str, *, inner: bool = False) -> Iterator[str]:
    """Patterns of one half with a mistake; `inner`: none that begins with a letter left out."""
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
