"""What stands in the list, line by line: group names, targets, and roles not seen yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from rolecall.core.model import Target
from rolecall.core.search import Index, free_text_roles
from rolecall.core.state import Recent, target_key

RECENT = 5  # targets worth a group of their own


class Row(NamedTuple):
    """One line of the list: a target, or words that no cursor rests on."""

    target: Target | None = None
    heading: str = ""
    typed: str = ""  # the role as typed, for a row "assume ROLE in ACCOUNT"


GAP = Row()
_NOTHING_YET = (
    "Nothing to pick yet.",
    "",
    "Write your accounts into ~/.aws/accounts:",
    '{"staging": "210987654321"}',
    "",
    "Or look around in made-up ones: rolecall demo",
)


class Listing(NamedTuple):
    """The rows, how many known targets are among them, and where the cursor starts."""

    rows: Sequence[Row]
    found: int
    cursor: int


def rows_matching(
    query: str, index: Index, targets: Sequence[Target], typed: Callable[[Target, str], Target]
) -> Listing:
    """The rows for a query, the best match first; `index` is that of `targets`.

    `typed` makes the target of a role not seen yet, in the account of a known one.
    """
    hits = index.search(query)
    rows = [Row(targets[position]) for position in hits]
    unseen = [
        Row(typed(account, role), typed=role) for role, account in free_text_roles(index, query)
    ]
    if rows and unseen:
        rows.append(GAP)
    rows += unseen
    if not rows:
        rows.append(Row(heading="Nothing matches. Fewer letters, or an account and a role?"))
    return Listing(rows, len(hits), 0)


def rows_at_rest(
    targets: Sequence[Target], held: Iterable[int], recents: Mapping[str, Recent]
) -> Listing:
    """The rows without a query, grouped; `held` names positions, `recents` comes newest first."""
    if not targets:
        return Listing([Row(heading=line) for line in _NOTHING_YET], 0, 0)
    now = sorted(held)
    recent = _recent(targets, set(now), recents)
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


def _recent(targets: Sequence[Target], held: set[int], recents: Mapping[str, Recent]) -> list[int]:
    if not recents:
        return []
    places = {target_key(t.account_id, t.role): p for p, t in enumerate(targets)}
    found = [places[key] for key in recents if key in places]
    return [place for place in found if place not in held][:RECENT]
