"""The widths of the board's columns, and which are dropped first in a narrow window."""

from typing import NamedTuple

WITH_HANDED = 106  # cells of the list from which `handed to` has a column
_LEAST_ROLE, _MOST_ROLE = 8, 20
_ACCOUNT, _WIDE_ACCOUNT = 17, 27


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


def board_columns(width: int, narrow: bool, longest_role: int = 0) -> BoardColumns:
    """Returns the columns of a board of `width` cells; no role is longer than `longest_role`."""
    if narrow:
        account = max(4, min(_ACCOUNT, (width - 14) * 2 // 3))
        role = max(0, width - account - 14)  # one cell at the end is the scrollbar's
        return BoardColumns(2, account, 1, role, 0, 0, 0, 0, 8, 0, 0)
    if width < WITH_HANDED:
        return _medium(width, longest_role)
    room = width - 45  # gutter, gaps, id, time, sign and word
    account, bar, handed = _WIDE_ACCOUNT, 18, 18
    spare = room - account - bar - handed
    role = min(_MOST_ROLE, max(_LEAST_ROLE, longest_role))
    spare -= role
    if spare < 0:  # long names before a long bar
        given = min(-spare, bar - 8)
        bar, spare = bar - given, spare + given
    if spare < 0:
        given = min(-spare, account - _ACCOUNT)
        account, spare = account - given, spare + given
    if spare < 0:
        role, spare = role + spare, 0
    return BoardColumns(3, account, 2, role, 2, 12, 2, bar, 10, 12, handed + spare)


def _medium(width: int, longest_role: int) -> BoardColumns:
    room = width - 28  # gutter, gap, time, sign and word
    with_id = room - 13 >= 13 + _LEAST_ROLE
    if with_id:
        room -= 13
    with_bar = room - 9 >= _ACCOUNT + _LEAST_ROLE
    if with_bar:
        room -= 9
    role = min(_MOST_ROLE, max(_LEAST_ROLE, longest_role), max(_LEAST_ROLE, room - _ACCOUNT))
    account = room - role
    bar = 8 if with_bar else 0
    if with_bar and account > _WIDE_ACCOUNT:
        more = min(10, account - _WIDE_ACCOUNT)
        bar, account = bar + more, account - more
    ids = 12 if with_id else 0
    return BoardColumns(3, account, 2, role, bool(ids), ids, bool(bar), bar, 9, 12, 0)
