"""The search index of the picker: every token of a query must match some field of a target.

Tokens may be in any order. A match counts most at the start of a name, less at the start of a word
in it, less inside a word, less in a field without a column (tag, note, region, source), and least
as a subsequence with short gaps. There is no backtracking: the time is linear in the query.
"""

from collections.abc import Collection, Mapping, Sequence

from rolecall.core.model import Target
from rolecall.core.search import scores
from rolecall.core.search.fold import fold
from rolecall.core.search.free_text import free_text_roles
from rolecall.core.search.layout import Layout, build_in_steps
from rolecall.core.search.pasted_address import Address
from rolecall.core.search.query import ALIAS, END, is_account, is_role, may_scatter, parse_query
from rolecall.core.search.token_hits import MOST_POINTS, TokenHits, account_mask, find_token
from rolecall.core.search.why_matched import Highlights, highlights

__all__ = ["Highlights", "Index", "free_text_roles", "highlights"]

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
        self._hits: dict[str, TokenHits] = {}  # replaced, never changed: other threads read it

    def search(self, query: str) -> list[int]:
        """Returns the positions of the targets that match the whole query, the best first."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return list(range(len(self.targets)))
        return scores.best_first(self._points(tokens, addresses), self.preferred)

    def best_account(self, query: str) -> Target | None:
        """Returns the best target whose account alone, not its role, matches the whole query."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return None
        points = self._points(tokens, addresses)
        for token in tokens:
            points = scores.both(points, account_mask(self.layout, self.hits(token)))
        most = MOST_POINTS * (len(tokens) + len(addresses))
        position = scores.best(points, most, self.preferred)
        return self.targets[position] if position >= 0 else None

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
        exact = [row for row in rows if is_role(self.targets[row], address.role)]
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
    return new.startswith(old) and (may_scatter(old) or not may_scatter(new))


def _preferred(
    targets: Sequence[Target], used: Mapping[str, float], pinned: Collection[str]
) -> list[int]:
    """Returns the rows that come first among equal scores, in that order."""
    arns = {*used, *pinned}
    if not arns:
        return []
    accounts = {arn.split(":", 5)[4] for arn in arns if arn.count(":") >= 5}
    rows = [
        (target.arn, row)
        for row, target in enumerate(targets)
        if target.account_id in accounts and target.arn in arns
    ]
    rows.sort(key=lambda item: (item[0] not in pinned, -used.get(item[0], 0.0)))
    return [row for _, row in rows]


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
