"""Folds text for searching: lower case, without accents or control characters."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 512  # characters of one text that are searched

# After a separator, at a hump, and at the last capital of an acronym: AWS|Read|Only, prod|-|eu.
_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]|(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Folded(NamedTuple):
    """A folded text. `words`: where words start in it, in `prod-eu` as well as in `ReadOnly`.

    `origin`: for each folded character, its position in the original text; None: the same one.
    """

    text: str
    words: tuple[int, ...]
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Maps a non-empty span of the folded text to the original text."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Folds any text; characters beyond LONGEST are left out."""
    text = text[:LONGEST]
    if text.isascii():
        words = tuple(match.start() for match in _WORD.finditer(text))
        return Folded(_CONTROL.sub(" ", text).lower(), words, None)
    return _fold_wide(text)


def _fold_wide(text: str) -> Folded:
    folded: list[str] = []
    words: list[int] = []
    origin: list[int] = []
    before = " "
    for position, character in enumerate(text):
        plain = _fold_character(character)
        if not plain:
            continue
        is_hump = character.isupper() and (
            before.islower() or (before.isupper() and text[position + 1 : position + 2].islower())
        )
        if character.isalnum() and (not before.isalnum() or is_hump):
            words.append(len(folded))
        folded += plain
        origin += [position] * len(plain)
        before = character
    return Folded("".join(folded), tuple(words), tuple(origin))


def _fold_character(character: str) -> str:
    """Folds one character into none, one or several, regardless of its context."""
    if character.isspace() or character < " " or "\x7f" <= character <= "\x9f":
        return " "
    apart = unicodedata.normalize("NFKD", character.casefold())
    return "".join(part for part in apart if not unicodedata.combining(part))
