"""Why a row of the picker is a hit."""

from collections.abc import Iterable
from typing import NamedTuple

from rolecall.core.folding import Folded, fold
from rolecall.core.matching import (
    is_account,
    is_role,
    parse_query,
    scattered_places,
    without_column,
)
from rolecall.core.model import Target

Span = tuple[int, int]


class Highlights(NamedTuple):
    """Where a query matched a target: spans in the columns' texts.

    `other`: the text for a match in a field without a column (`tag: prod`), and the spans in it.
    """

    account: tuple[Span, ...]
    role: tuple[Span, ...]
    account_id: tuple[Span, ...]
    other: tuple[str, tuple[Span, ...]] | None


def highlights(target: Target, query: str) -> Highlights:
    """Why `target` is a hit of `query`. For rows that are drawn: it costs more than a search's."""
    tokens, addresses = parse_query(query)
    columns = [fold(text) for text in (target.alias, target.role_name, target.account_id)]
    spans: list[list[Span]] = [[], [], []]
    other: tuple[str, list[Span]] | None = None
    for address in addresses:
        if is_account(target, address.account):
            spans[2].append((0, len(target.account_id)))
            if is_role(target, address.role):
                spans[1].append((0, len(target.role_name)))
    for token in tokens:
        found = [_occurrence(column, token) for column in columns]
        if any(found):
            for known, new in zip(spans, found, strict=True):
                known += new
            continue
        hidden = [("alias", alias) for alias in target.aliases[1:]]
        for label, text in [*hidden, *without_column(target)]:
            if new := _occurrence(fold(text), token):
                shift = len(label) + 2
                shown = f"{label}: {text}"
                if other is None:
                    other = (shown, [])
                if other[0] == shown:
                    other[1].extend((start + shift, end + shift) for start, end in new)
                break
        else:
            for known, column in zip(spans, columns[:2], strict=False):
                known += _scattered_in(column, token)
    account, role, account_id = (_merged(known) for known in spans)
    return Highlights(account, role, account_id, (other[0], _merged(other[1])) if other else None)


def _scattered_in(column: Folded, token: str) -> list[Span]:
    return [column.span(place, place + 1) for place in scattered_places(column, token)]


def _occurrence(field: Folded, token: str) -> list[Span]:
    """The best place of the token in a field: its start, else a word's, else the first."""
    text = field.text
    for place in (0, *field.words, text.find(token)):
        if place >= 0 and text.startswith(token, place):
            return [field.span(place, place + len(token))]
    return []


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
