"""A scanner for accounts files that are not plain JSON.

It accepts account ids with leading zeros, skips comments, reports each fault with its line, and
keeps the valid entries.
"""

import json
import re

from rolecall.core.errors import ConfigError
from rolecall.core.model import parse_account_id
from rolecall.core.safe_text import safe_text

MOST_PROBLEMS = 20

_BLANK = r"[ \t\r\n]*"
_NUMBER = r"[0-9]+(?![0-9.eE+-])"
_LIKE_AN_ID = r"[0-9 -]*[0-9][0-9 -]*"
_NEXT_ENTRY = r"[\n,]"
_UNREADABLE = object()
_ENTRY = '"production": "123456789012"'


def is_comment(alias: str, value: object) -> bool:
    """Whether a key of the file is a comment, for which JSON has no syntax.

    A key that begins with `//` or `#` always is one. `_name`, `$name` and `comment` are comments
    unless their value looks like an account id, since accounts can have such names.
    """
    if alias.startswith(("//", "#")):
        return True
    if not alias.startswith(("_", "$")) and alias.lower() not in ("comment", "comments"):
        return False
    if isinstance(value, str):
        return not re.fullmatch(_LIKE_AN_ID, value)
    return isinstance(value, bool) or not isinstance(value, int)


def account_id(value: object) -> str | None:
    """Returns the 12 digits of a value; a number may have lost up to three leading zeros."""
    if isinstance(value, str):
        return parse_account_id(value)
    if isinstance(value, int) and not isinstance(value, bool) and 10**8 <= value < 10**12:
        return f"{value:012d}"
    return None


class AccountsScanner:
    """Reads a text in one pass; `name` is the file in errors."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._at = 0
        self._accounts: dict[str, str] = {}
        self._problems: list[ConfigError] = []
        self._line = 0  # of the last problem
        self._decode = json.JSONDecoder().raw_decode
        self._blank = re.compile(_BLANK).match
        self._number = re.compile(_NUMBER).match
        self._next_entry = re.compile(_NEXT_ENTRY).search

    def read(self) -> tuple[dict[str, str], tuple[ConfigError, ...]]:
        """Returns the accounts by alias, and at most MOST_PROBLEMS problems, one per line."""
        self._skip_blank()
        if self._take("{"):
            self._entries()
        else:
            self._problem("a JSON object is expected.", f"Write {{ {_ENTRY} }}.")
        return self._accounts, tuple(self._problems)

    def _entries(self) -> None:
        after_comma = closed = False
        while True:
            self._skip_blank()
            if self._at >= len(self._text):
                if not closed:
                    self._problem("the closing brace is missing.", "End the file with }.")
                return
            if closed:
                self._problem("this follows the closing brace.", "Move it before the brace.")
                self._take("{")
            if self._take("}"):
                closed = True
                if after_comma:
                    self._problem("an extra comma before the closing brace.", "Remove it.")
                    after_comma = False
                continue
            closed = False
            after_comma = False
            if not self._entry():
                self._skip_entry()
                continue
            end = self._at
            self._skip_blank()
            if self._take(","):
                after_comma = True
            elif not self._text.startswith("}", self._at) and self._at < len(self._text):
                self._at = end
                self._problem("a comma is missing after this entry.", "Add it.")

    def _entry(self) -> bool:
        """Reads one alias with its id, or a comment; returns False where neither can be read."""
        began = self._at
        alias = self._value()
        self._skip_blank()
        if not isinstance(alias, str) or not self._take(":"):
            self._at = began
            self._problem("this is not an alias with its account id.", f"Write {_ENTRY}.")
            return False
        after_colon = self._at
        self._skip_blank()
        value = self._id()
        ended = self._at
        self._skip_blank()
        if isinstance(value, str) and self._text.startswith(":", self._at):
            value, ended = _UNREADABLE, after_colon  # no id: this is the next alias
        self._at = began
        found = account_id(value)
        if value is not _UNREADABLE and is_comment(alias, value):
            pass
        elif found is None:
            whose = f", unlike that of {safe_text(alias, 64)}" if alias else ""
            self._problem(f"an account id has 12 digits{whose}.", f"Write {_ENTRY}.", alias)
        elif not alias or not _is_text(alias):
            self._problem("this alias is not text.", "Give it another name, in UTF-8.")
        else:
            if self._accounts.get(alias, found) != found:
                self._problem(
                    f'the alias "{alias}" appears above with another id; this one counts.',
                    "Remove one of the two.",
                    alias,
                )
            self._accounts[alias] = found
        self._at = ended
        return value is not _UNREADABLE

    def _id(self) -> object:
        number = self._number(self._text, self._at)
        if number is None:
            return self._value()
        self._at = number.end()
        # 012345678901 is not valid JSON, but it is an account id.
        return number[0].zfill(12) if len(number[0]) > 8 else int(number[0])

    def _value(self) -> object:
        try:
            value, self._at = self._decode(self._text, self._at)
        except (ValueError, RecursionError):
            return _UNREADABLE
        return value

    def _take(self, character: str) -> bool:
        if not self._text.startswith(character, self._at):
            return False
        self._at += 1
        return True

    def _skip_blank(self) -> None:
        blank = self._blank(self._text, self._at)
        self._at = blank.end() if blank else self._at

    def _skip_entry(self) -> None:
        following = self._next_entry(self._text, self._at)
        self._at = following.end() if following else len(self._text)

    def _problem(self, message: str, hint: str, *about: str) -> None:
        if len(self._problems) >= MOST_PROBLEMS:
            return
        line = self._text.count("\n", 0, self._at) + 1
        if line != self._line:  # one per line: later ones mostly follow from the first
            self._line = line
            place = f"{self._name}, line {line}"
            self._problems.append(ConfigError(f"{place}: {message}", hint, about))


def _is_text(alias: str) -> bool:
    try:
        alias.encode()
    except UnicodeEncodeError:  # a byte that is not UTF-8, or a lone surrogate
        return False
    return True
