"""The rows of a query: its hits, roles not seen yet, or that nothing matches."""

from collections.abc import Callable, Sequence

from rolecall.core.model import DEFAULT_ROLE, Target, parse_account_id
from rolecall.core.search.index import Index, free_text_roles
from rolecall.core.search.pasted_address import Address, parse_address, permission_set
from rolecall.ui.targets.target_rows import GAP, NOWHERE, Listing, Row, Rows

_NOTHING = (
    Row(heading="No match."),
    Row(heading='Try fewer letters, or "account role".'),
)


def rows_matching(
    query: str,
    index: Index,
    targets: Sequence[Target],
    typed: Callable[[Target, str], Target],
    unlisted: Callable[[str, Address], Target],
) -> Listing:
    """Returns the rows of a query, the best match first; `index` is that of `targets`.

    `typed` returns the target of a role not seen yet, in the account of a known target; `unlisted`
    that of an address in an account of no list.
    """
    hits = index.search(query)
    free = free_text_roles(index, query)
    unseen = [Row(typed(line.account, line.role), typed=line.role) for line in free]
    if hits:
        return Listing(Rows(targets, [hits, [GAP, *unseen] if unseen else []]), len(hits), 0)
    if not unseen and (address := _account_in_no_list(query, index)):
        row = Row(unlisted(query.strip(), address), typed=address.role or DEFAULT_ROLE)
        heading = Row(heading=f"{address.account} is in no list yet. ^p: Add an account")
        return Listing([row, GAP, heading], 0, 0 if address.role else NOWHERE)
    if not unseen:
        return Listing([*_NOTHING], 0, NOWHERE)
    is_sure = len(free) == 1 and free[0].is_sure
    return Listing(unseen, 0, 0 if is_sure else NOWHERE)


def _account_in_no_list(query: str, index: Index) -> Address | None:
    """Returns the account, and the role if any, of a pasted id or address that no target has."""
    word = query.strip()
    address = parse_address(word) or Address(parse_account_id(word) or "", "")
    is_id = address.account.isdecimal() and len(address.account) == 12
    if not is_id or index.roles_of(address.account) or permission_set(address.role):
        return None
    return address
