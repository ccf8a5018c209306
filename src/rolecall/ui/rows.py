"""What stands in the list, line by line: group names, targets, and roles not seen yet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rolecall.core.model import Target
from rolecall.core.search import Index, free_text_roles

RECENT = 5  # targets worth a group of their own


class Row(NamedTuple):
    """One line of the list: a target, or words that no cursor rests on."""

    target: Target | None = None
    heading: str = ""
    typed: str = ""  # the role as typed, for a row "assume ROLE in ACCOUNT"


GAP = Row()


class Listing(NamedTuple):
    """The rows, how many known targets are among them, and where the cursor starts."""

    rows: Sequence[Row]
    found: int
    cursor: int


def rows_for(
    query: str,
    index: Index,
    targets: Sequence[Target],
    held: Iterable[int],
    used: Mapping[int, float],
) -> Listing:
    """The rows for a query; without one, grouped. `held` and `used` name positions in `targets`."""
    if query.strip():
        return _matches(query, index, targets)
    return _groups(targets, held, used)


def _matches(query: str, index: Index, targets: Sequence[Target]) -> Listing:
    hits = index.search(query)
    rows = [Row(targets[position]) for position in hits]
    typed = [
        Row(target._replace(role=role, sources=("typed",), why_not=""), typed=role)
        for role, target in free_text_roles(index, query)
    ]
    if rows and typed:
        rows.append(GAP)
    rows += typed
    return Listing(rows, len(hits), 0)


def _groups(targets: Sequence[Target], held: Iterable[int], used: Mapping[int, float]) -> Listing:
    now = sorted(held)
    recent = [p for p in sorted(used, key=lambda p: -used[p]) if p not in set(now)][:RECENT]
    shown = {*now, *recent}
    rest = [p for p in range(len(targets)) if p not in shown]
    rows: list[Row] = []
    for heading, positions in (("Held now", now), ("Recent", recent), ("All, a to z", rest)):
        if not positions:
            continue
        if rows:
            rows.append(GAP)
        if shown:
            rows.append(Row(heading=heading))
        rows += [Row(targets[p]) for p in positions]
    return Listing(rows, len(targets), 1 if shown and rows else 0)
