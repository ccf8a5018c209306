"""Parses queries, and builds the texts in which their tokens are searched.

A searchable text contains a field twice or three times, with marker characters, so that plain
substring tests find a token as a whole field, at its start or at the start of a word.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, pairwise

from rolecall.core.model import Target, parse_account_id
from rolecall.core.safe_text import without_escapes
from rolecall.core.search.alignment import NEAR, SHORTEST, is_skeleton
from rolecall.core.search.fold import Folded, fold
from rolecall.core.search.pasted_address import Address, parse_address

# Markers, which no folded text contains: start of an alias, of a role, of a word; end of a field.
ALIAS, ROLE, WORD, END = "\x01", "\x02", "\x04", "\x05"
_MOST_MARKED = 128  # characters of a field with word markers, so that hostile names cost no more
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_MARK = f"abcdefghijklmnopqrstuvwxyz0123456789{WORD}\n".encode()


def parse_query(query: str) -> tuple[list[str], list[Address]]:
    """Returns the distinct folded tokens of a query, the longest first, and its addresses."""
    tokens: dict[str, None] = {}
    addresses: list[Address] = []
    for word in without_escapes(query).split():
        if address := parse_address(word):
            addresses.append(address)
        else:
            tokens.update(dict.fromkeys(fold(parse_account_id(word) or word).text.split()))
    return sorted(tokens, key=len, reverse=True), addresses


def marked(text: str) -> str:
    """Returns a folded text with WORD, the start of a word, after each non-alphanumeric."""
    if text.isalnum():
        return text
    return "".join([letter if letter.isalnum() else letter + WORD for letter in text])


def searchable_texts(marker: str, fields: Sequence[Sequence[str]]) -> list[str]:
    """Returns the searchable text of each item of `fields`, which is a sequence of names.

    `marker` is ALIAS or ROLE. The result equals `searchable_text` of each name, joined by line
    ends.
    """
    flat = [text for texts in fields for text in texts]
    plain = [_is_plain(text) for text in flat]
    quick = iter(_searchable_plain(marker, list(compress(flat, plain))))
    entries = [
        next(quick) if is_plain else searchable_text(marker, fold(text))
        for text, is_plain in zip(flat, plain, strict=True)
    ]
    if len(flat) == len(fields) and all(fields):
        return entries
    rest = iter(entries)
    return ["\n".join([next(rest) for _ in texts]) for texts in fields]


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= _MOST_MARKED


def _searchable_plain(marker: str, plain: Sequence[str]) -> list[str]:
    """Returns the `searchable_text` of short ASCII names, all at once in a tenth of the time."""
    if not plain:
        return []
    joined = "\n".join(plain)
    folded = joined.lower()
    texts, words = folded.split("\n"), _marked_plain(folded).split("\n")
    if folded == joined:
        return [
            f"{marker}{text}{END}\n{WORD}{word}" for text, word in zip(texts, words, strict=True)
        ]
    parts = _marked_plain(_HUMP.sub(WORD, joined).lower()).split("\n")
    return [
        f"{marker}{text}{END}\n{WORD}{word}" + (f"\n{WORD}{part}" if part != word else "")
        for text, word, part in zip(texts, words, parts, strict=True)
    ]


def _marked_plain(text: str) -> str:
    for other in set(text.encode().translate(None, _NO_MARK)):
        text = text.replace(chr(other), chr(other) + WORD)
    return text


def searchable_text(marker: str, folded: Folded) -> str:
    """Returns the searchable text of one field: a line as it is, then one with word markers.

    If it is in camel case (`ReadOnly`), a third line marks those words: a marker in the second one
    would keep `readonly` from matching.
    """
    text = folded.text
    short = text[:_MOST_MARKED]
    entry = f"{marker}{text}{END}\n{WORD}{marked(short)}"
    humps = [at for at in folded.words if 0 < at < _MOST_MARKED and text[at - 1].isalnum()]
    if not humps:
        return entry
    parts = [marked(short[start:end]) for start, end in pairwise([0, *humps, len(short)])]
    return f"{entry}\n{WORD}{WORD.join(parts)}"


def position_in_field(entry: str, at: int) -> int:
    """Maps a position in `searchable_text("", field)` to a position in the field."""
    start = entry.rfind("\n", 0, at) + 1
    return at - start - entry.count(WORD, start, at)


def fields_without_column(target: Target) -> list[tuple[str, str]]:
    """Returns label and text of each field that is searched but has no column."""
    fields = [("tag", tag) for tag in target.tags]
    if target.note:
        fields.append(("note", target.note))
    if target.region:
        fields.append(("region", target.region))
    fields += [("source", source) for source in target.sources]
    if "/" in target.role:
        fields.append(("path", target.role))
    return fields


@lru_cache(maxsize=64)
def scattered(token: str) -> re.Pattern[str]:
    """Returns the pattern of a token as a subsequence of a marked field, from a word start on.

    The quick form of `alignment.align`, tried in two ways: with each letter as near as possible,
    and with each at the next word that starts with it. Atomic groups never backtrack, so the time
    is linear.
    """
    first, *others = map(re.escape, token)
    if len(token) == SHORTEST:
        near = f"[^\n{WORD}]{{1,{NEAR}}}?{others[0]}|" if is_skeleton(token) else ""
        return re.compile(f"{WORD}{first}(?:{near}[^\n]*?{WORD}{others[0]})")
    ways: list[str] = []
    for word_first in (False, True):
        steps: list[str] = []
        for letter, following in zip(others, (*others[1:], ""), strict=True):
            # A number may be typed without its zeros: lab42 is lab-042.
            jump = f"[^\n]*?{WORD}{'0*' * letter.isdecimal()}{letter}"
            if following:  # of two words with this letter, the one that goes on as the token does
                jump = f"{jump}(?={following})|{jump}"
            near = f"{letter}|[^\n{WORD}]{{1,{NEAR}}}?{letter}"
            steps.append(f"(?>{jump}|{near})" if word_first else f"(?>{near}|{jump})")
        ways.append("".join(steps))
    return re.compile(f"{WORD}{first}(?:{ways[0]}|{ways[1]})")


def is_account(target: Target, account: str) -> bool:
    """Whether `account` is the id or, in any case, an alias of the target's account."""
    return account == target.account_id or account.lower() in map(str.lower, target.aliases)


def is_role(target: Target, role: str) -> bool:
    """Whether `role` is the target's role, with or without its path; not for an empty one."""
    return bool(role) and role in (target.role, target.role_name)
