"""Parses bash's command line up to the cursor, and quotes candidates for insertion there.

bash passes the line to a completion function as it was typed, with its quotes. readline replaces
only the text after the last of COMP_WORDBREAKS or after the open quote, and inserts what the
function returns without quoting it.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_PLAIN = re.compile(r"([^A-Za-z0-9_@%+=:,./\x80-\U0010ffff-])")
_IN_DOUBLE = re.compile(r'(["$`\\])')
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_OPERATORS = "|&;()<>"


class BashLine(NamedTuple):
    """The words of a command up to the cursor, from the program's name on.

    `current`: the word at the cursor, so far. `head`: the part of it that readline does not
    replace. `quote`: the quote that is open, else empty.
    """

    words: tuple[str, ...]
    current: str
    head: str
    quote: str


def read_line(text: str, breaks: str) -> BashLine | None:
    """Parses a line by bash's rules (QUOTING in its manual). None where nothing can be completed.

    That is after a redirection, in a word with expansions, and in a word with closed quotes, where
    the part that readline would replace is unknown.
    """
    reading = _Reading(text, breaks)
    reading.run()
    words = reading.words
    while words and _ASSIGNMENT.match(words[0]):
        del words[0]
    if not words or reading.cannot_complete or reading.redirected:
        return None
    return BashLine(tuple(words), reading.word, reading.word[: reading.head], reading.quote)


def insertions(candidates: Iterable[str], line: BashLine) -> list[str]:
    """Returns the candidates as the texts to insert: those that continue the line, if any do.

    Else the word is replaced, where readline replaces it whole. It inserts what several candidates
    have in common, even if that is less than was typed: then only the best is returned.
    """
    names = list(candidates)
    rests = [name[len(line.head) :] for name in names if name.startswith(line.current)]
    if not rests and not line.head and not line.quote:
        begun = {name[: len(line.current)] for name in names}
        is_less = len(begun) > 1 and len({name[:1] for name in begun}) == 1
        rests = names[:1] if is_less else names
    if line.quote == "'":
        return [rest.replace("'", "'\\''") for rest in rests]
    if line.quote:
        # Within double quotes, ! cannot be kept from history expansion.
        return [_IN_DOUBLE.sub(r"\\\1", rest) for rest in rests if "!" not in rest]
    return [_PLAIN.sub(r"\\\1", rest) for rest in rests]


class _Reading:
    """The state of one pass over a line.

    `cannot_complete`: the current word has expansions or closed quotes.
    """

    def __init__(self, text: str, breaks: str) -> None:
        self._text = text
        self._breaks = breaks
        self.words: list[str] = []
        self.redirected = False  # the word names the file of a redirection
        self._start()

    def _start(self) -> None:
        self.word = ""
        self.quote = ""
        self.head = 0
        self.cannot_complete = False
        self._began = False

    def run(self) -> None:
        chars = iter(self._text)
        for char in chars:
            if char == "\\" and self.quote != "'":
                self._escaped(next(chars, ""))
            elif self.quote:
                self._quoted(char)
            elif char in " \t\n":
                self._end()
            elif char in _OPERATORS:
                self._operator(char)
            else:
                self._unquoted(char)

    def _escaped(self, char: str) -> None:
        kept = self.quote and char not in '"$`\\'
        self.word += ("\\" if kept else "") + char
        self._began = True

    def _quoted(self, char: str) -> None:
        if char == self.quote:
            self.quote = ""
            self.cannot_complete = True
        else:
            self.cannot_complete |= self.quote == '"' and char in "$`"
            self.word += char

    def _unquoted(self, char: str) -> None:
        self._began = True
        if char in "'\"":
            self.quote = char
            self.head = len(self.word)
            return
        self.cannot_complete |= char in "$`"
        self.word += char
        if char in self._breaks:
            self.head = len(self.word)

    def _operator(self, char: str) -> None:
        if char in "<>":
            if self.word.isdigit():
                self._start()  # the 2 of 2> is no word
            self._end()
            self.redirected = True
        else:
            self._end()
            self.words.clear()

    def _end(self) -> None:
        if self._began:
            if not self.redirected:
                self.words.append(self.word)
            self.redirected = False
        self._start()
