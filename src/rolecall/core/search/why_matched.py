"""Explains why a target matches a query: which of its texts match, and at which spans.

This is slower than the search: it runs only for rows that are drawn.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rolecall.core.model import Target
from rolecall.core.search.alignment import align
from rolecall.core.search.fold import Folded, fold
from rolecall.core.search.pasted_address import Address
from rolecall.core.search.query import (
    fields_without_column,
    is_account,
    is_role,
    parse_query,
    position_in_field,
    searchable_text,
)
from rolecall.core.search.split_tokens import cuts
from rolecall.core.search.typos import may_be_typo, typo_patterns

Span = tuple[int, int]
Key = tuple[str, str]  # a field and its text

COLUMNS = ACCOUNT, ROLE, ACCOUNT_ID = ("account", "role", "id")
_ALIAS, _NOTE = "alias", "note"
_NAMES = (ACCOUNT, ROLE, _ALIAS)

_Fields = dict[Key, Folded]
_Found = dict[Key, list[Span]]


class Matched(NamedTuple):
    """A text of a target, and the spans of it that match a query.

    `field`: account, role or id, which have columns; or alias, tag, note, region, source, path.
    `guessed`: it matches only with one wrong letter.
    """

    field: str
    text: str
    spans: tuple[Span, ...]
    guessed: bool = False


def matched(target: Target, query: str) -> tuple[Matched, ...]:
    """Returns every text that matches a word of the query, columns first.

    A word is searched in the columns, then in the other fields, then as a subsequence, then with
    one wrong letter.
    """
    tokens, addresses = parse_query(query)
    found: _Found = {}
    guessed: set[Key] = set()
    fields = _fields(target)
    for address in addresses:
        for key in _addressed(target, address):
            found.setdefault(key, []).append((0, len(key[1])))
    for token in tokens:
        new = _as_typed(fields, token)
        if not new:
            new = _with_typo(fields, token)
            guessed.update(new)
        for key, spans in new.items():
            found.setdefault(key, []).extend(spans)
    return tuple(
        Matched(*key, _merged(found[key]), key in guessed)
        for key in dict.fromkeys((*fields, *found))
        if key in found
    )


def matched_words(target: Target, query: str) -> tuple[Matched, ...]:
    """Returns the same as `matched`, but of a note only the words that match."""
    return tuple(
        word
        for match in matched(target, query)
        for word in (_words(match) if match.field == _NOTE else [match])
    )


def _addressed(target: Target, address: Address) -> Iterator[Key]:
    if not is_account(target, address.account):
        return
    if address.account == target.account_id:
        yield ACCOUNT_ID, target.account_id
    else:
        for place, alias in enumerate(target.aliases):
            if alias.lower() == address.account.lower():
                yield _ALIAS if place else ACCOUNT, alias
    if is_role(target, address.role):
        yield ROLE, target.role_name


def _fields(target: Target) -> _Fields:
    texts = [
        *zip(COLUMNS, (target.alias, target.role_name, target.account_id), strict=True),
        *((_ALIAS, alias) for alias in target.aliases[1:]),
        *fields_without_column(target),
    ]
    return {(field, text): fold(text) for field, text in texts}


def _as_typed(fields: _Fields, token: str) -> _Found:
    """Returns the columns that contain the token, else the first other field, else subsequences."""
    return (
        _first(fields, lambda _, folded: _occurrence(folded, token))
        or _first(
            {key: folded for key, folded in fields.items() if key[0] in _NAMES},
            lambda _, folded: _scattered(folded, token),
        )
        or _split(fields, token)
    )


def _split(fields: _Fields, token: str) -> _Found:
    """Returns the account and the role where the token begins in one and ends in the other."""
    for cut in cuts(token):
        role = _each(fields, ROLE, token[cut:])
        account = _each(fields, ACCOUNT, token[:cut]) or _each(fields, _ALIAS, token[:cut])
        if role and account:
            return account | role
    return {}


def _each(fields: _Fields, field: str, part: str) -> _Found:
    for key, folded in fields.items():
        if key[0] == field and (spans := _occurrence(folded, part) or _scattered(folded, part)):
            return {key: spans}
    return {}


def _scattered(folded: Folded, token: str) -> list[Span]:
    alignment = align(token, folded)
    return [folded.span(place, place + 1) for place in alignment.places] if alignment else []


def _first(fields: _Fields, look: Callable[[Key, Folded], list[Span]]) -> _Found:
    found: _Found = {}
    for key, folded in fields.items():
        if found and key[0] not in COLUMNS:
            break
        if spans := look(key, folded):
            found[key] = spans
    return found


def _with_typo(fields: _Fields, token: str) -> _Found:
    """Returns the fields that match with a typo, with the spans before and after it."""
    if not may_be_typo(token):
        return {}
    words = {key: folded for key, folded in fields.items() if key[0] != ACCOUNT_ID}
    return _first(
        words, lambda key, folded: _spans_around_typo(token, folded, named=key[0] in _NAMES)
    )


def _spans_around_typo(token: str, folded: Folded, *, named: bool) -> list[Span]:
    text = searchable_text("", folded) if named else folded.text
    for mistaken in typo_patterns(token):
        if place := mistaken.find(text):
            meant = text[slice(*place)]
            start = position_in_field(text, place[0]) if named else place[0]
            before = _common_prefix(token, meant)
            after = _common_prefix(token[::-1], meant[::-1])
            end = start + len(meant)
            spans = ((start, start + before), (end - after, end))
            return [folded.span(*span) for span in spans if span[0] < span[1]]
    return []


def _common_prefix(first: str, second: str) -> int:
    """Returns the length of the common prefix."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))


def _occurrence(field: Folded, token: str) -> list[Span]:
    """Returns the best span of the token: at the field's start, else a word's, else the first."""
    text = field.text
    for place in (0, *field.words, text.find(token)):
        if place >= 0 and text.startswith(token, place):
            return [field.span(place, place + len(token))]
    return []


def _words(match: Matched) -> Iterator[Matched]:
    for word in re.finditer(r"\S+", match.text):
        spans = tuple(
            (max(start, word.start()) - word.start(), min(end, word.end()) - word.start())
            for start, end in match.spans
            if start < word.end() and word.start() < end
        )
        if spans:
            yield match._replace(text=word[0], spans=spans)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


class Highlights(NamedTuple):
    """The spans that a query matches in the columns of a row.

    `other`: label and text of a match in a field without a column (`tag: prod`), and its spans.
    """

    account: tuple[Span, ...]
    role: tuple[Span, ...]
    account_id: tuple[Span, ...]
    other: tuple[str, tuple[Span, ...]] | None


def highlights(target: Target, query: str) -> Highlights:
    """Returns what to highlight in the row of a hit or of a guess."""
    matches = matched(target, query)
    columns = {match.field: match.spans for match in matches if match.field in COLUMNS}
    other = None
    for match in matches:
        if match.field not in COLUMNS:
            shift = len(match.field) + 2
            spans = tuple((start + shift, end + shift) for start, end in match.spans)
            other = (f"{match.field}: {match.text}", spans)
            break
    account, role, account_id = (columns.get(field, ()) for field in (ACCOUNT, ROLE, ACCOUNT_ID))
    return Highlights(account, role, account_id, other)
