"""The rows of the list of targets: headings, targets, and roles not seen yet."""

from bisect import bisect
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, overload

from rolecall.core.model import Target
from rolecall.core.state.state import Recent, target_key

RECENT = 5  # targets in the group of recent ones


class Row(NamedTuple):
    """One row of the list: a target, or a heading that the cursor skips."""

    target: Target | None = None
    heading: str = ""
    typed: str = ""  # the role as typed, for a row "assume ROLE in ACCOUNT"
    guess: bool = False  # a guess at what was meant, where nothing matches


GAP = Row()
NOWHERE = -1  # the cursor's line where Enter must not take anything
_NOTHING_YET = (
    "No accounts yet.",
    "",
    "Add your accounts to ~/.aws/accounts:",
    '{"staging": "210987654321"}',
    "",
    "Or try the demo: rolecall demo",
)


class Rows(Sequence[Row]):
    """A sequence that creates rows when they are accessed; 100,000 at once would take 0.1 s.

    Each part is either rows, or positions in `targets`.
    """

    def __init__(
        self, targets: Sequence[Target], parts: Iterable[Sequence[Row] | Sequence[int]]
    ) -> None:
        self._targets = targets
        self._parts = [part for part in parts if part]
        self._starts = [0]
        for part in self._parts:
            self._starts.append(self._starts[-1] + len(part))

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, line: int) -> Row: ...
    @overload
    def __getitem__(self, line: slice) -> list[Row]: ...
    def __getitem__(self, line: int | slice) -> Row | list[Row]:
        if isinstance(line, slice):
            return [self[each] for each in range(*line.indices(len(self)))]
        if line < 0:
            line += len(self)
        if not 0 <= line < len(self):
            raise IndexError(line)
        part = bisect(self._starts, line) - 1
        found = self._parts[part][line - self._starts[part]]
        return found if isinstance(found, Row) else Row(self._targets[found])


class Appended(Sequence[Row]):
    """Rows, and further rows below them, without a copy of the first."""

    def __init__(self, rows: Sequence[Row], more: Sequence[Row]) -> None:
        self._rows = rows
        self._more = more

    def __len__(self) -> int:
        return len(self._rows) + len(self._more)

    @overload
    def __getitem__(self, line: int) -> Row: ...
    @overload
    def __getitem__(self, line: slice) -> list[Row]: ...
    def __getitem__(self, line: int | slice) -> Row | list[Row]:
        if isinstance(line, slice):
            return [self[each] for each in range(*line.indices(len(self)))]
        if not -len(self) <= line < len(self):
            raise IndexError(line)
        line %= len(self)
        first = len(self._rows)
        return self._rows[line] if line < first else self._more[line - first]


class Listing(NamedTuple):
    """The rows, how many known targets are among them, and the line where the cursor starts.

    That is NOWHERE for guesses and for invented roles: neither is taken by a plain Enter.
    """

    rows: Sequence[Row]
    found: int
    cursor: int


def with_guesses(listing: Listing, guesses: Sequence[Target]) -> Listing:
    """Returns the rows of a query with guesses at what was meant below them.

    All rows that were there keep their lines, and the cursor starts where it did.
    """
    if not guesses:
        return listing
    kept = [row for row in listing.rows if row.target] if not listing.found else listing.rows
    heading = Row(heading="Did you mean:" if kept else "No match. Did you mean:")
    rows: list[Row] = [GAP] if kept else []
    rows += [heading, *(Row(target, guess=True) for target in guesses)]
    return Listing(Appended(kept, rows), listing.found, listing.cursor)


def rows_without_query(
    targets: Sequence[Target],
    held: Iterable[int],
    recents: Mapping[str, Recent],
    pins: Sequence[str] = (),
) -> Listing:
    """Returns the rows without a query, grouped; each target is in the first group that fits.

    `held` are positions in `targets`. `recents` (newest first) and `pins` (as pinned) are keys,
    see `target_key`.
    """
    if not targets:
        return Listing([Row(heading=line) for line in _NOTHING_YET], 0, 0)
    now = sorted(held)
    pinned = _places(targets, pins, {*now})
    recent = _places(targets, recents, {*now, *pinned})[:RECENT]
    shown = sorted({*now, *pinned, *recent})
    # All other positions: the ranges between those shown.
    rest = [range(after + 1, before) for after, before in pairwise([-1, *shown, len(targets)])]
    groups: list[tuple[str, list[Sequence[int]]]] = [
        ("Held now", [now]),
        ("Pinned", [pinned]),
        ("Recent", [recent]),
        ("All, a to z", [*rest]),
    ]
    parts: list[Sequence[Row] | Sequence[int]] = []
    for heading, positions in groups:
        if any(positions):
            gap = [GAP] if parts else []
            parts += [[*gap, Row(heading=heading)] if shown else [], *positions]
    return Listing(Rows(targets, parts), len(targets), 1 if shown else 0)


def _places(targets: Sequence[Target], keys: Collection[str], but: Collection[int]) -> list[int]:
    """Returns the positions of the targets with these keys, in their order, without `but`."""
    if not keys:
        return []
    accounts = {key.partition("/")[0] for key in keys}
    places = {
        target_key(target.account_id, target.role): place
        for place, target in enumerate(targets)
        if target.account_id in accounts
    }
    found = [places[key] for key in keys if key in places]
    return [place for place in found if place not in but]
