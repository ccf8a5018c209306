"""Text brought to the form in which it is searched: lower case, no accents, no controls."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 512  # characters of one text that are searched

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]|(?<=[a-z])[A-Z]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Folded(NamedTuple):
    """A text, folded. `words`: where words start in it, `prod-eu` as well as `ReadOnly`.

    `origin`: for each folded character the position of the one it came from; None: the same.
    """

    text: str
    words: tuple[int, ...]
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A non-empty stretch of the folded text as a stretch of the text it came from."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text of any kind; what lies beyond LONGEST is left out."""
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
        if character.isalnum() and (
            not before.isalnum() or (before.islower() and character.isupper())
        ):
            words.append(len(folded))
        folded += plain
        origin += [position] * len(plain)
        before = character
    return Folded("".join(folded), tuple(words), tuple(origin))


def _fold_character(character: str) -> str:
    """One character as none, one or several; the same wherever it stands."""
    if character.isspace() or character < " " or "\x7f" <= character <= "\x9f":
        return " "
    apart = unicodedata.normalize("NFKD", character.casefold())
    return "".join(part for part in apart if not unicodedata.combining(part))
