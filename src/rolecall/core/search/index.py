"""The search of the picker: words in any order, each found in some field of a target.

A word counts most where it starts a name, less at the start of a word in it, less inside it, less
in a field without a column (tag, note, region, source), least as letters in order with gaps that
stay within reach. Nothing here backtracks: the worst query costs what its length costs.
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

_REMEMBERED = 16  # tokens: the next letter, and one taken back, start from what is known


class Index:
    """The targets, prepared for search.

    Positions are those of `targets`. Among equals the pinned come first, then the more used, then
    the given order. `used`: ARN of a target to how much it is used; `pinned`: ARNs; `layout`: that
    of an index of the same targets. Threads may search one index at the same time.
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
        self.favoured = _favoured(targets, used, pinned)
        self._hits: dict[str, TokenHits] = {}  # replaced, never changed: other threads look into it

    def search(self, query: str) -> list[int]:
        """The positions of the targets that hold every word of the query, the best first."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return list(range(len(self.targets)))
        return scores.best_first(self._points(tokens, addresses), self.favoured)

    def best_account(self, query: str) -> Target | None:
        """The best target whose account, not its role, has every word of the query."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return None
        points = self._points(tokens, addresses)
        for token in tokens:
            points = scores.both(points, account_mask(self.layout, self.hits(token)))
        most = MOST_POINTS * (len(tokens) + len(addresses))
        position = scores.best(points, most, self.favoured)
        return self.targets[position] if position >= 0 else None

    def has(self, account_id: str, role: str) -> bool:
        """Whether this role of this account is a target, by name or with its path."""
        return any(is_role(self.targets[row], role) for row in self._rows_of(account_id))

    def hits(self, token: str) -> TokenHits:
        """Where a token of a parsed query is found; remembered."""
        remembered = self._hits
        if token in remembered:
            return remembered[token]
        shorter = [known for known in remembered if _narrows(known, token)]
        found = find_token(
            self.layout, token, remembered[max(shorter, key=len)] if shorter else None
        )
        kept = list(remembered.items())[1 - _REMEMBERED :]
        self._hits = {**dict(kept), token: found}
        return found

    def _points(self, tokens: Sequence[str], addresses: Sequence[Address]) -> bytes:
        """What each row counts, 0 where it does not hold every token and lie at every address."""
        parts = [self._at(address) for address in addresses]
        for token in tokens:
            parts.append(self.hits(token).points)
            if scores.is_empty(parts[-1]):
                break
        return scores.added(parts, MOST_POINTS)

    def _at(self, address: Address) -> bytes:
        """1 for each row of the role that is named, or where there is none, of the account."""
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
    """The layout of the targets, made in one go."""
    slices = build_in_steps(targets)
    while True:
        try:
            next(slices)
        except StopIteration as done:
            layout: Layout = done.value
            return layout


def _narrows(old: str, new: str) -> bool:
    """Whether whatever holds `new` holds `old` too."""
    return new.startswith(old) and (may_scatter(old) or not may_scatter(new))


def _favoured(
    targets: Sequence[Target], used: Mapping[str, float], pinned: Collection[str]
) -> list[int]:
    """The rows that come first among equals, in that order."""
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
    """Lays out 1,000 targets a step, which takes some milliseconds."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._slices = build_in_steps(targets)
        self._layout: Layout | None = None

    def step(self) -> bool:
        """Do a slice; says whether all is done."""
        if self._layout is None:
            try:
                next(self._slices)
            except StopIteration as done:
                self._layout = done.value
        return self._layout is not None

    def layout(self) -> Layout:
        """All laid out; does at once whatever is left to do."""
        while self._layout is None:
            self.step()
        return self._layout

    def index(self, used: Mapping[str, float] = {}, pinned: Collection[str] = ()) -> Index:
        """The index; does at once whatever is left to do."""
        return Index(self._targets, used, pinned, self.layout())
