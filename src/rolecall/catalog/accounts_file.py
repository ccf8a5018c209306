"""~/.aws/accounts: a JSON object of aliases and the ids of their accounts, as the classic reads it.

The classic takes the file apart with jq and grep and so takes ids with leading zeros, which are
no JSON numbers. What is plain JSON is read by the json module; anything else by the scanner here,
which knows the lines and keeps the good entries when others are broken.
"""

import json
import os
import re
from typing import NamedTuple, cast

from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.files.private_files import read_bytes
from rolecall.core.files.text_files import refuse_other_encodings
from rolecall.core.model import parse_account_id
from rolecall.core.safe_text import safe_text

LONGEST = 32 * 1024 * 1024  # bytes; 100,000 accounts take 4 MiB
MOST_PROBLEMS = 20

# Compiled where they are needed: a plain file takes the first alone.
_IDS = r"[0-9]{12}(?:\n[0-9]{12})*+"
_BLANK = r"[ \t\r\n]*"
_NUMBER = r"[0-9]+(?![0-9.eE+-])"
_LIKE_AN_ID = r"[0-9 -]*[0-9][0-9 -]*"
_NEXT_ENTRY = r"[\n,]"
_UNREADABLE = object()
_ENTRY = '"production": "123456789012"'


class AccountsFile(NamedTuple):
    """Aliases to account ids, in the file's order, and what is wrong with the rest of it."""

    accounts: dict[str, str]
    problems: tuple[ConfigError, ...] = ()


def load_accounts(path: str, name: str = "") -> AccountsFile:
    """Read the accounts file at `path`, which errors call `name`; a missing file has no accounts.

    Never raises: what cannot be used is a problem, with its line. An alias that stands twice is
    the last one's, as in JSON.
    """
    name = name or path
    if path == os.devnull:
        return AccountsFile({})
    try:
        data = read_bytes(path, LONGEST)
    except RolecallError as error:
        return AccountsFile({}, (ConfigError(error.message, error.hint),))
    return parse_accounts(data or b"", name)


def parse_accounts(data: bytes, name: str) -> AccountsFile:
    """What an accounts file holds that has this content."""
    if not data.strip():
        return AccountsFile({})
    try:
        refuse_other_encodings(data, name, mark=True)
    except ConfigError as error:
        return AccountsFile({}, (error,))
    try:
        text = data.decode("utf-8-sig")
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return _Scan(data.decode("utf-8-sig", "surrogateescape"), name).read()
    if isinstance(pairs, _Pairs) and "\\u" not in text:
        accounts = pairs.accounts()
        if len(accounts) + pairs.comments == len(pairs):
            return AccountsFile(accounts)
    return _Scan(text, name).read()


class _Pairs(list[tuple[str, object]]):
    """A JSON object with all its keys, those that stand twice too."""

    comments = 0  # how many of its keys are comments, once its accounts were asked for

    def accounts(self) -> dict[str, str]:
        """The good ones among them, by alias; the last of those that stand twice."""
        found = dict(self)
        # All at once where all are written alike, as 100,000 mostly are.
        if "" not in found and set(map(type, found.values())) == {str}:
            plain = cast(dict[str, str], found)
            ids = "\n".join(plain.values())
            if re.fullmatch(_IDS, ids) and len(ids) == 13 * len(plain) - 1:
                names = "\n" + "\n".join(plain)
                if "\n#" not in names and "\n//" not in names:
                    return plain
        self.comments = sum(is_comment(alias, value) for alias, value in self)
        known = (
            (alias, account_id(value))
            for alias, value in found.items()
            if alias and not is_comment(alias, value)
        )
        return {alias: found_id for alias, found_id in known if found_id}


def is_comment(alias: str, value: object) -> bool:
    """Whether a key of the file is plainly a comment, which JSON has no other way to write.

    A key that begins with `//` or `#` always is; `_name`, `$name` and `comment` are unless their
    value looks like an account id: some people do name accounts so.
    """
    if alias.startswith(("//", "#")):
        return True
    if not alias.startswith(("_", "$")) and alias.lower() not in ("comment", "comments"):
        return False
    if isinstance(value, str):
        return not re.fullmatch(_LIKE_AN_ID, value)
    return isinstance(value, bool) or not isinstance(value, int)


def account_id(value: object) -> str | None:
    """The 12 digits of a value of the file; a number may have lost up to three zeros before it."""
    if isinstance(value, str):
        return parse_account_id(value)
    if isinstance(value, int) and not isinstance(value, bool) and 10**8 <= value < 10**12:
        return f"{value:012d}"
    return None


class _Scan:
    """One pass over a text that is not plain."""

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

    def read(self) -> AccountsFile:
        self._skip_blank()
        if self._take("{"):
            self._entries()
        else:
            self._problem("a JSON object is expected.", f"Write {{ {_ENTRY} }}.")
        return AccountsFile(self._accounts, tuple(self._problems))

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
                    self._problem("a comma too many before the closing brace.", "Remove it.")
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
        """Read one alias and its id, or a comment; False where there is neither to be read."""
        began = self._at
        alias = self._value()
        self._skip_blank()
        if not isinstance(alias, str) or not self._take(":"):
            self._at = began
            self._problem("this is no alias with its account id.", f"Write {_ENTRY}.")
            return False
        after_colon = self._at
        self._skip_blank()
        value = self._id()
        ended = self._at
        self._skip_blank()
        if isinstance(value, str) and self._text.startswith(":", self._at):
            value, ended = _UNREADABLE, after_colon  # the id is missing, this is the next alias
        self._at = began
        found = account_id(value)
        if value is not _UNREADABLE and is_comment(alias, value):
            pass
        elif found is None:
            whose = f", unlike that of {safe_text(alias, 64)}" if alias else ""
            self._problem(f"an account id has 12 digits{whose}.", f"Write {_ENTRY}.", alias)
        elif not alias or not _is_text(alias):
            self._problem("this alias is no text.", "Give it another name, in UTF-8.")
        else:
            if self._accounts.get(alias, found) != found:
                self._problem(
                    f'the alias "{alias}" stands above with another id; this one counts.',
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
        # 012345678901 is no JSON, but it is an id.
        return number[0].zfill(12) if len(number[0]) > 8 else int(number[0])

    def _value(self) -> object:
        try:
            value, self._at = self._decode(self._text, self._at)
        except (ValueError, RecursionError):
            return _UNREADABLE
        return value

    def _take(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
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
        if line != self._line:  # one a line: what follows a fault is often no other
            self._line = line
            place = f"{self._name}, line {line}"
            self._problems.append(ConfigError(f"{place}: {message}", hint, about))


def _is_text(alias: str) -> bool:
    try:
        alias.encode()
    except UnicodeEncodeError:  # a byte that was not UTF-8, or half a surrogate pair
        return False
    return True
