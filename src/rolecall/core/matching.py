"""What a query asks of a target, and how a target's fields are laid out to answer it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rolecall.core.address import Address, parse_address
from rolecall.core.folding import Folded, fold
from rolecall.core.model import Target, parse_account_id

# Signs that no folded text holds: of the start of an alias and of a role, of a word, of the end.
ALIAS, ROLE, WORD, END = "\x01", "\x02", "\x04", "\x05"
_SHORTEST_SCATTERED, _LONGEST_SCATTERED = 3, 32
_MOST_HUMPS, _MOST_MARKED = 24, 128  # of one field: hostile names must not cost more than others
_HUMP = re.compile(r"(?<=[a-z])[A-Z]")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789\n"


def parse_query(query: str) -> tuple[list[str], list[Address]]:
    """The query as folded tokens, each once and the longest first, and the addresses in it."""
    tokens: dict[str, None] = {}
    addresses: list[Address] = []
    for word in query.split():
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


def laid_out(sign: str, fields: Sequence[Sequence[str]]) -> list[str]:
    """Texts in which a token is found as a field, at the start of one, of a word, or scattered.

    One for each item of `fields`, whose texts follow one another; `sign` is ALIAS or ROLE.
    """
    flat = [text for texts in fields for text in texts]
    joined = "\n".join(flat)
    if (
        joined.isascii()
        and joined.count("\n") < max(1, len(flat))
        and joined.replace("\n", "").isprintable()
        and max(map(len, flat), default=0) <= _MOST_MARKED
    ):
        entries = _laid_out_plain(sign, flat, joined)
    else:
        entries = [laid(sign, fold(text)) for text in flat]
    if len(flat) == len(fields) and all(fields):
        return entries
    rest = iter(entries)
    return ["\n".join([next(rest) for _ in texts]) for texts in fields]


def _laid_out_plain(sign: str, flat: list[str], joined: str) -> list[str]:
    """Printable ASCII, most of what there is, all at once: `laid` of each takes five times it."""
    folded = joined.lower()
    words = folded
    for other in set(folded.encode().translate(None, _LETTERS)):
        words = words.replace(chr(other), chr(other) + WORD)
    plain = zip(folded.split("\n"), words.split("\n"), strict=True)
    entries = [f"{sign}{text}{END}\n{WORD}{word}" for text, word in plain]
    if folded != joined:
        for place, text in enumerate(flat):
            if _HUMP.search(text):
                entries[place] = laid(sign, fold(text))
    return entries


def laid(sign: str, folded: Folded) -> str:
    """One field: it as it is, then lines of it from a word's start on, with WORD at the words.

    Humps as in `ReadOnly` are marked in a line of their own, since `readonly` must be found too.
    """
    text = folded.text
    short = text[:_MOST_MARKED]
    humps = [at for at in folded.words if 0 < at < _MOST_MARKED and text[at - 1].isalnum()]
    lines = [f"{sign}{text}{END}", WORD + marked(short)]
    if humps:
        cuts = [0, *humps, len(short)]
        parts = [marked(short[cuts[at] : cuts[at + 1]]) for at in range(len(cuts) - 1)]
        lines.append(WORD + WORD.join(parts))
        lines += [WORD + marked(short[at:]) for at in humps[:_MOST_HUMPS]]
    return "\n".join(lines)


def scattered_places(folded: Folded, token: str) -> list[int]:
    """Where the letters of the token stand scattered in one folded field."""
    if not may_scatter(token):
        return []
    entry = laid("", folded)
    match = scattered(token).search(entry)
    if match is None:
        return []
    return [place_in(folded, entry, match.start(group + 1)) for group in range(len(token))]


def place_in(folded: Folded, entry: str, at: int) -> int:
    """The place in a field that a place in `laid("", field)` stands for."""
    start = entry.rfind("\n", 0, at) + 1
    if not start:
        return at
    line = entry[start:].partition("\n")[0]
    length = min(len(folded.text), _MOST_MARKED)
    # The line is the text's end, with a sign before each word.
    return length - len(line) + line.count(WORD) + at - start - entry.count(WORD, start, at)


def without_column(target: Target) -> list[tuple[str, str]]:
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
