"""bash's command line up to the cursor, and candidates as readline has to insert them there.

bash hands the line to a completion function as it was typed, quotes and all, and replaces only
what stands behind the last of COMP_WORDBREAKS or behind the open quote; what the function gives
is inserted as it is. So the quotes are read and written here.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_PLAIN = re.compile(r"([^A-Za-z0-9_@%+=:,./\x80-\U0010ffff-])")
_IN_DOUBLE = re.compile(r'(["$`\\])')
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_OPERATORS = "|&;()<>"


class Line(NamedTuple):
    """The words before the cursor's, from the program's name on, and the cursor's own, so far.

    `head` is what of `current` readline leaves as it is; `quote` is the quote that is open.
    """

    words: tuple[str, ...]
    current: str
    head: str
    quote: str


def read_line(text: str, breaks: str) -> Line | None:
    """Take the line apart by bash's rules (QUOTING in its manual); None where nothing can follow.

    That is behind a redirection, in a word that the shell still has to expand, and in one with
    quotes that are closed again, of which readline's start cannot be told.
    """
    reading = _Reading(text, breaks)
    reading.through()
    words = reading.words
    while words and _ASSIGNMENT.match(words[0]):
        del words[0]
    if not words or reading.odd or reading.redirected:
        return None
    return Line(tuple(words), reading.word, reading.word[: reading.head], reading.quote)


def insertions(candidates: Iterable[str], line: Line) -> list[str]:
    """The candidates that continue the line, each as it is to be inserted."""
    rests = [name[len(line.head) :] for name in candidates if name.startswith(line.current)]
    if line.quote == "'":
        return [rest.replace("'", "'\\''") for rest in rests]
    if line.quote:
        # Nothing keeps ! from meaning the history there.
        return [_IN_DOUBLE.sub(r"\\\1", rest) for rest in rests if "!" not in rest]
    return [_PLAIN.sub(r"\\\1", rest) for rest in rests]


class _Reading:
    """One pass over the line."""

    def __init__(self, text: str, breaks: str) -> None:
        self._text = text
        self._breaks = breaks
        self.words: list[str] = []
        self.redirected = False  # the word is a file's
        self._start()

    def _start(self) -> None:
        self.word = ""
        self.quote = ""
        self.head = 0
        self.odd = False
        self._began = False

    def through(self) -> None:
        signs = iter(self._text)
        for sign in signs:
            if sign == "\\" and self.quote != "'":
                self._escaped(next(signs, ""))
            elif self.quote:
                self._quoted(sign)
            elif sign in " \t\n":
                self._end()
            elif sign in _OPERATORS:
                self._operator(sign)
            else:
                self._bare(sign)

    def _escaped(self, sign: str) -> None:
        kept = self.quote and sign not in '"$`\\'
        self.word += ("\\" if kept else "") + sign
        self._began = True

    def _quoted(self, sign: str) -> None:
        if sign == self.quote:
            self.quote = ""
            self.odd = True
        else:
            self.odd |= self.quote == '"' and sign in "$`"
            self.word += sign

    def _bare(self, sign: str) -> None:
        self._began = True
        if sign in "'\"":
            self.quote = sign
            self.head = len(self.word)
            return
        self.odd |= sign in "$`"
        self.word += sign
        if sign in self._breaks:
            self.head = len(self.word)

    def _operator(self, sign: str) -> None:
        if sign in "<>":
            if self.word.isdigit():
                self._start()  # 2> names no word
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
