"""The search index of the picker: every token of a query must match some field of a target.

Tokens may be in any order. A quick filter over all targets finds what matches and roughly how well
(`token_hits`); the best of that are weighed in full (`ranking`, `quality`). There is no
backtracking: the time is linear in the query and in the number of targets.
"""

from collections.abc import Collection, Mapping, Sequence

from rolecall.core.model import Target
from rolecall.core.search import scores
from rolecall.core.search.alignment import may_scatter, scatters_widely
from rolecall.core.search.fold import fold
from rolecall.core.search.free_text import free_text_roles
from rolecall.core.search.layout import Layout, build_in_steps
from rolecall.core.search.pasted_address import Address, permission_set
from rolecall.core.search.query import ALIAS, END, is_account, is_role, parse_query
from rolecall.core.search.ranking import Ranking
from rolecall.core.search.split_tokens import split_points
from rolecall.core.search.token_hits import (
    IN_ONE_PIECE,
    MOST_POINTS,
    TokenHits,
    account_mask,
    find_token,
)
from rolecall.core.search.why_matched import Highlights, highlights

__all__ = ["Highlights", "Index", "free_text_roles", "highlights"]

_LOOKED_AT_FOR_ONE = 100  # rows that are weighed where only the best is wanted
_CACHED_TOKENS = 16  # so that a letter typed or deleted starts from earlier hits


class Index:
    """A search index of targets; results are positions in `targets`.

    Among equal scores, pinned targets come first, then the most used, then the given order. `used`:
    how much a target is used, by ARN; `pinned`: ARNs; `layout`: that of another index of the same
    targets. Several threads may search one index at the same time.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        used: Mapping[str, float] = {},
        pinned: Collection[str] = (),
        layout: Layout | None = None,
    ) -> None:
        self.targets = targets
        self.layout = layout or build_layout(targets)
        self.preferred = _preferred(targets, used, pinned)
        self._ranking = Ranking(targets, self.preferred, self.layout)
        self._hits: dict[str, TokenHits] = {}  # replaced, never changed: other threads read it

    def search(self, query: str) -> list[int]:
        """Returns the positions of the targets that match the whole query, the best first."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return list(range(len(self.targets)))
        return self._ranking.ranked(tokens, self._points(tokens, addresses))

    def best_account(self, query: str) -> Target | None:
        """Returns the best target whose account alone, not its role, matches the whole query."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return None
        points = self._points(tokens, addresses)
        for token in tokens:
            points = scores.both(points, account_mask(self.layout, self.hits(token)))
        best = self._ranking.best(tokens, points, _LOOKED_AT_FOR_ONE)
        return None if best is None else self.targets[best]

    def by_preference(self, rows: Sequence[int]) -> list[int]:
        """Returns equally good rows with pinned and used ones first."""
        unused = len(self.preferred)
        return sorted(rows, key=lambda row: self.preferred.get(row, unused))

    def is_weak(self, query: str) -> bool:
        """Whether no target has every word of the query in one piece: it may be mistyped."""
        tokens, addresses = parse_query(query)
        if not tokens or addresses:
            return False
        found = [self.hits(token).points.translate(IN_ONE_PIECE) for token in tokens]
        return scores.is_empty(scores.all_of(found))

    def roles_of(self, account_id: str) -> list[str]:
        """Returns the roles of an account's targets."""
        return [self.targets[row].role for row in self._rows_of(account_id)]

    def targets_of(self, account_id: str) -> list[Target]:
        """Returns the targets of an account."""
        return [self.targets[row] for row in self._rows_of(account_id)]

    def has(self, account_id: str, role: str) -> bool:
        """Whether a target has this account and role; `role` with or without its path."""
        return any(is_role(self.targets[row], role) for row in self._rows_of(account_id))

    def hits(self, token: str) -> TokenHits:
        """Returns the hits of a token of a parsed query, from a cache of the last tokens."""
        cached = self._hits
        if token in cached:
            return cached[token]
        shorter = [known for known in cached if _narrows(known, token)]
        found = find_token(self.layout, token, cached[max(shorter, key=len)] if shorter else None)
        if split := split_points(self.layout, token):
            found = found._replace(points=scores.filled(found.points, split))
        kept = list(cached.items())[1 - _CACHED_TOKENS :]
        self._hits = {**dict(kept), token: found}
        return found

    def _points(self, tokens: Sequence[str], addresses: Sequence[Address]) -> bytes:
        """Returns the points of each row, 0 where it does not match all tokens and addresses."""
        parts = [self._at(address) for address in addresses]
        for token in tokens:
            parts.append(self.hits(token).points)
            if scores.is_empty(parts[-1]):
                break
        return scores.added(parts, MOST_POINTS)

    def _at(self, address: Address) -> bytes:
        """Returns 1 for each row of the address's role, or of its account where it has no row."""
        rows = self._rows_of(address.account) or self._rows_called(address.account)
        wanted = address.role, permission_set(address.role)
        exact = [row for row in rows if any(is_role(self.targets[row], role) for role in wanted)]
        points = bytearray(len(self.targets))
        for row in exact or rows:
            points[row] = 1
        return bytes(points)

    def _rows_of(self, account_id: str) -> list[int]:
        first, lines = self.layout.first, self.layout.id_lines
        rows: list[int] = []
        at = lines.find(f"\n{account_id}\n")
        while at >= 0:
            run = lines.count("\n", 0, at)
            rows += range(first[run], first[run + 1])
            at = lines.find(f"\n{account_id}\n", at + 1)
        return rows

    def _rows_called(self, alias: str) -> list[int]:
        name = ALIAS + fold(alias).text + END
        first = self.layout.first
        return [
            row
            for run, text in enumerate(self.layout.aliases)
            if name in text
            for row in range(first[run], first[run + 1])
            if is_account(self.targets[row], alias)
        ]


def build_layout(targets: Sequence[Target]) -> Layout:
    """Builds the layout of the targets at once."""
    slices = build_in_steps(targets)
    while True:
        try:
            next(slices)
        except StopIteration as done:
            layout: Layout = done.value
            return layout


def _narrows(old: str, new: str) -> bool:
    """Whether every text that matches `new` also matches `old`."""
    return new.startswith(old) and (scatters_widely(old) or not may_scatter(new))


def _preferred(
    targets: Sequence[Target], used: Mapping[str, float], pinned: Collection[str]
) -> dict[int, int]:
    """Returns the rows that come first among equals, each with its rank."""
    arns = {*used, *pinned}
    if not arns:
        return {}
    accounts = {arn.split(":", 5)[4] for arn in arns if arn.count(":") >= 5}
    rows = [
        (target.arn, row)
        for row, target in enumerate(targets)
        if target.account_id in accounts and target.arn in arns
    ]
    rows.sort(key=lambda item: (item[0] not in pinned, -used.get(item[0], 0.0)))
    return {row: rank for rank, (_, row) in enumerate(rows)}


class IndexBuilder:
    """Builds an index in steps of 1,000 targets, each of which takes some milliseconds."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._slices = build_in_steps(targets)
        self._layout: Layout | None = None

    def step(self) -> bool:
        """Runs one step; returns whether the layout is complete."""
        if self._layout is None:
            try:
                next(self._slices)
            except StopIteration as done:
                self._layout = done.value
        return self._layout is not None

    def layout(self) -> Layout:
        """Returns the layout, running all remaining steps."""
        while self._layout is None:
            self.step()
        return self._layout

    def index(self, used: Mapping[str, float] = {}, pinned: Collection[str] = ()) -> Index:
        """Returns the index, running all remaining steps."""
        return Index(self._targets, used, pinned, self.layout())
