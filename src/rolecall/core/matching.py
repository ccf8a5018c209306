"""What a query asks of a target, and how a target's fields are laid out to answer it."""

import re
from functools import lru_cache

from rolecall.core.address import Address, parse_address
from rolecall.core.folding import Folded, fold
from rolecall.core.model import Target, parse_account_id

# Signs that no folded text holds: of a word's start, and of a field's end.
WORD, END = "\x04", "\x05"
_SHORTEST_SCATTERED, _LONGEST_SCATTERED = 3, 32
_MOST_WORDS, _MOST_MARKED = 24, 128  # of one field: hostile names must not cost more than others


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


def prepared(sign: str, folded: Folded) -> tuple[str, str, str]:
    """A field's word starts, its text, and its text with the word starts marked."""
    text, words = folded.text, folded.words
    starts = "".join([sign, text, END, *[WORD + text[at:] for at in words[:_MOST_WORDS] if at]])
    cuts = [0, *[at for at in words if at < _MOST_MARKED], min(len(text), _MOST_MARKED)]
    marked = WORD.join([text[cuts[at] : cuts[at + 1]] for at in range(len(cuts) - 1)])
    return starts, text, marked


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
