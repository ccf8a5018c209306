"""What a query asks of a target, and how a target's fields are laid out to answer it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, pairwise

from rolecall.core.model import Target, parse_account_id
from rolecall.core.safe_text import without_escapes
from rolecall.core.search.fold import Folded, fold
from rolecall.core.search.pasted_address import Address, parse_address

# Signs that no folded text holds: of the start of an alias and of a role, of a word, of the end.
ALIAS, ROLE, WORD, END = "\x01", "\x02", "\x04", "\x05"
_SHORTEST_SCATTERED, _LONGEST_SCATTERED = 3, 32
_MOST_MARKED = 128  # signs of one field: hostile names must not cost more than others
_HUMP = re.compile(r"(?=[A-Z])(?<=[a-z])")
_NO_MARK = f"abcdefghijklmnopqrstuvwxyz0123456789{WORD}\n".encode()


def parse_query(query: str) -> tuple[list[str], list[Address]]:
    """The query as folded tokens, each once and the longest first, and the addresses in it."""
    tokens: dict[str, None] = {}
    addresses: list[Address] = []
    for word in without_escapes(query).split():
        if address := parse_address(word):
            addresses.append(address)
        else:
            tokens.update(dict.fromkeys(fold(parse_account_id(word) or word).text.split()))
    return sorted(tokens, key=len, reverse=True), addresses


def marked(text: str) -> str:
    """A folded text with WORD after whatever is no letter or digit: there its words start."""
    if text.isalnum():
        return text
    return "".join([sign if sign.isalnum() else sign + WORD for sign in text])


def searchable_texts(sign: str, fields: Sequence[Sequence[str]]) -> list[str]:
    """Texts in which a token is found as a field, at the start of one, of a word, or scattered.

    One for each item of `fields`, whose texts follow one another; `sign` is ALIAS or ROLE.
    """
    flat = [text for texts in fields for text in texts]
    plain = [_is_plain(text) for text in flat]
    quick = iter(_searchable_plain(sign, list(compress(flat, plain))))
    entries = [
        next(quick) if is_plain else searchable_text(sign, fold(text))
        for text, is_plain in zip(flat, plain, strict=True)
    ]
    if len(flat) == len(fields) and all(fields):
        return entries
    rest = iter(entries)
    return ["\n".join([next(rest) for _ in texts]) for texts in fields]


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= _MOST_MARKED


def _searchable_plain(sign: str, plain: Sequence[str]) -> list[str]:
    """`laid` of what most names are, all at once: that takes a tenth of the time."""
    if not plain:
        return []
    joined = "\n".join(plain)
    folded = joined.lower()
    texts, words = folded.split("\n"), _marked_plain(folded).split("\n")
    if folded == joined:
        return [f"{sign}{text}{END}\n{WORD}{word}" for text, word in zip(texts, words, strict=True)]
    parts = _marked_plain(_HUMP.sub(WORD, joined).lower()).split("\n")
    return [
        f"{sign}{text}{END}\n{WORD}{word}" + (f"\n{WORD}{part}" if part != word else "")
        for text, word, part in zip(texts, words, parts, strict=True)
    ]


def _marked_plain(text: str) -> str:
    for other in set(text.encode().translate(None, _NO_MARK)):
        text = text.replace(chr(other), chr(other) + WORD)
    return text


def searchable_text(sign: str, folded: Folded) -> str:
    """One field: it as it is, then once more with WORD at the words.

    Humps as in `ReadOnly` are marked in a line of their own, since `readonly` must be found too.
    """
    text = folded.text
    short = text[:_MOST_MARKED]
    entry = f"{sign}{text}{END}\n{WORD}{marked(short)}"
    humps = [at for at in folded.words if 0 < at < _MOST_MARKED and text[at - 1].isalnum()]
    if not humps:
        return entry
    parts = [marked(short[start:end]) for start, end in pairwise([0, *humps, len(short)])]
    return f"{entry}\n{WORD}{WORD.join(parts)}"


def scattered_places(folded: Folded, token: str) -> list[int]:
    """Where the letters of the token stand scattered in one folded field."""
    if not may_scatter(token):
        return []
    entry = searchable_text("", folded)
    match = scattered(token).search(entry)
    if match is None:
        return []
    return [position_in_field(entry, match.start(group + 1)) for group in range(len(token))]


def position_in_field(entry: str, at: int) -> int:
    """The place in a field that a place in `searchable_text("", field)` stands for."""
    start = entry.rfind("\n", 0, at) + 1
    return at - start - entry.count(WORD, start, at)


def fields_without_column(target: Target) -> list[tuple[str, str]]:
    """The fields that are searched and have no column of their own, with their labels."""
    fields = [("tag", tag) for tag in target.tags]
    if target.note:
        fields.append(("note", target.note))
    if target.region:
        fields.append(("region", target.region))
    fields += [("source", source) for source in target.sources]
    if "/" in target.role:
        fields.append(("path", target.role))
    return fields


def may_scatter(token: str) -> bool:
    return _SHORTEST_SCATTERED <= len(token) <= _LONGEST_SCATTERED and token[0].isalpha()


@lru_cache(maxsize=64)
def scattered(token: str) -> re.Pattern[str]:
    """The token's letters in order within one marked field, from a word start on.

    Each letter follows at once, else after at most two others of the word, else at the next word
    start that has it. Atomic groups: what was found is never taken back, so the time is linear.
    """
    parts = [f"{WORD}({re.escape(token[0])})"]
    for letter in map(re.escape, token[1:]):
        near = f"{WORD}?(?:{letter}|[^\n{WORD}]{{1,2}}?{letter})"
        parts.append(f"(?>{near}|[^\n]*?{WORD}{letter})(?<=({letter}))")
    return re.compile("".join(parts))


def is_account(target: Target, account: str) -> bool:
    return account == target.account_id or account.lower() in map(str.lower, target.aliases)


def is_role(target: Target, role: str) -> bool:
    return bool(role) and role in (target.role, target.role_name)
