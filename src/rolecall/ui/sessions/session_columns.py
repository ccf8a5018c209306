"""The widths of the board's columns, and which are dropped first in a narrow window."""

from typing import NamedTuple

WITH_HANDED = 106  # cells of the list from which `handed to` has a column
_LEAST_ROLE = 8
_BAR, _SHORT_BAR = 8, 4
_ACCOUNT, _WIDE_ACCOUNT = 17, 27
_LEAST_HANDED, _HANDED = 14, 18


class BoardColumns(NamedTuple):
    """Widths in cells, left to right; 0 means the column is left out."""

    gutter: int
    account: int
    gap: int  # before role
    role: int
    id_gap: int
    account_id: int
    bar_gap: int
    bar: int
    time: int  # right-aligned, its gap before included
    word: int  # after the sign, a space before it and one after it included
    handed: int


def board_columns(
    width: int,
    narrow: bool,
    longest_role: int = 0,
    longest_account: int = 0,
    longest_handed: int = 0,
) -> BoardColumns:
    """Returns the columns of a board of `width` cells, in which names are whole where they can be.

    `longest_account` includes the sign of a protected one.
    """
    if narrow:
        account = max(4, min(_ACCOUNT, (width - 14) * 2 // 3))
        role = max(0, width - account - 14)  # one cell at the end is the scrollbar's
        return BoardColumns(2, account, 1, role, 0, 0, 0, 0, 8, 0, 0)
    if width < WITH_HANDED:
        return _medium(width, longest_role, longest_account)
    room = width - 45  # gutter, gaps, id, time, sign and word
    role, account = max(_LEAST_ROLE, longest_role), max(_WIDE_ACCOUNT, longest_account)
    bar, handed = 18, max(_HANDED, min(longest_handed, 2 * _HANDED))
    missing = role + account + bar + handed - room
    # Long names before a long bar, then before the word `protected`, and then before a short one.
    for least in (_BAR, _SHORT_BAR):
        bar, missing = _given(bar, least, missing)
        account, missing = _given(account, max(_ACCOUNT, longest_account), missing)
        handed, missing = _given(handed, _LEAST_HANDED, missing)
    if missing > 0:
        both = account + role - missing
        role = min(role, max(both - account, both // 2))
        account, missing = both - role, 0
    return BoardColumns(3, account, 2, role, 2, 12, 2, bar, 10, 12, handed - missing)


def _given(cells: int, least: int, missing: int) -> tuple[int, int]:
    """Takes the cells that are missing elsewhere from a column; returns both after that."""
    given = max(0, min(missing, cells - least))
    return cells - given, missing - given


def _medium(width: int, longest_role: int, longest_account: int) -> BoardColumns:
    room = width - 28  # gutter, gap, time, sign and word
    with_id = room - 13 >= 13 + _LEAST_ROLE
    if with_id:
        room -= 13
    names = max(_ACCOUNT, longest_account) + max(_LEAST_ROLE, longest_role)
    bar = min(_BAR, room - names - 1) if with_id else 0
    bar = bar if bar >= _SHORT_BAR else 0
    room -= bar + bool(bar)
    role = max(_LEAST_ROLE, longest_role)
    if names > room:
        most = max(_LEAST_ROLE, room - max(_ACCOUNT, longest_account), room // 2)
        role = min(role, most, max(_LEAST_ROLE, room - 13))
    account = room - role
    if bar and account > max(_WIDE_ACCOUNT, longest_account):
        more = min(10, account - max(_WIDE_ACCOUNT, longest_account))
        bar, account = bar + more, account - more
    ids = 12 if with_id else 0
    return BoardColumns(3, account, 2, role, bool(ids), ids, bool(bar), bar, 9, 12, 0)
