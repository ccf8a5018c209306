"""The widths of the list's columns, and which are left out first in a narrow window."""

from typing import NamedTuple


class Columns(NamedTuple):
    """Widths in cells, left to right; 0 means the column is left out."""

    gutter: int
    account: int
    gap: int
    role: int
    account_id: int
    bar: int
    time: int

    @property
    def with_word(self) -> bool:
        """Whether `protected` is written out beside its sign."""
        return self.gutter == 3

    @property
    def before_time(self) -> int:
        """How many cells precede the bar and the time."""
        with_gap = self.account_id + 2 if self.account_id else 0
        return self.gutter + self.account + self.gap + self.role + with_gap


def columns_for(width: int, narrow: bool) -> Columns:
    """Returns the columns of a list of `width` cells.

    Where the width is short, the bar is left out first, then the account id. `narrow`: the window
    is narrow, and the list is as bare as can be.
    """
    if narrow:
        account = max(4, min(17, (width - 14) * 2 // 3))
        return Columns(2, account, 1, max(0, width - account - 14), 0, 0, 7)
    account = width - 48
    if account > 28:  # extra width goes to the role first, up to 20 cells
        role = min(20, 11 + account - 28)
        return Columns(3, width - 37 - role, 2, role, 12, 6, 7)
    if account >= 17:
        return Columns(3, account, 2, 11, 12, 6, 7)
    if account + 6 >= 17:
        return Columns(3, account + 6, 2, 11, 12, 0, 7)
    return Columns(3, account + 20, 2, 11, 0, 0, 7)
