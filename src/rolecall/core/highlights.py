"""What is drawn of a match in the columns of a row."""

from typing import NamedTuple

from rolecall.core.matched import ACCOUNT, ACCOUNT_ID, COLUMNS, ROLE, Span, matched
from rolecall.core.model import Target


class Highlights(NamedTuple):
    """Where a query matched a target: spans in the columns' texts.

    `other`: the text for a match in a field without a column (`tag: prod`), and the spans in it.
    """

    account: tuple[Span, ...]
    role: tuple[Span, ...]
    account_id: tuple[Span, ...]
    other: tuple[str, tuple[Span, ...]] | None


def highlights(target: Target, query: str) -> Highlights:
    """What to highlight of a hit, and of a guess. For rows that are drawn."""
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
