"""The columns of the board at every width."""

import pytest

from rolecall.ui.sessions.session_columns import BoardColumns, board_columns

SIGN = 2  # a blank and the sign


def _total(columns: BoardColumns) -> int:
    return sum(columns) + SIGN


@pytest.mark.parametrize("role", [0, 8, 9, 14, 64])
def test_they_fill_the_line_and_none_is_negative(role: int) -> None:
    for width in range(56, 300):
        columns = board_columns(width, False, role)
        assert _total(columns) == width, columns
        assert min(columns) >= 0, columns
        assert columns.account >= 13, columns
        assert columns.role >= 8, columns


def test_a_bare_line_keeps_name_time_and_sign() -> None:
    for width in range(1, 80):
        columns = board_columns(width, True)
        assert min(columns) >= 0, columns
        assert columns.time, columns
        if width >= 40:
            assert _total(columns) == width - 1, columns
            assert columns.account == 17, columns


def test_the_pictures_widths() -> None:
    assert board_columns(116, False, 8) == (3, 27, 2, 8, 2, 12, 2, 18, 10, 12, 18)
    assert board_columns(76, False, 9) == (3, 17, 2, 9, 1, 12, 1, 8, 9, 12, 0)


def test_long_names_take_from_the_bar_then_from_the_word_protected() -> None:
    longer = board_columns(116, False, 14)
    assert (longer.account, longer.role, longer.bar) == (27, 14, 12)
    both = board_columns(116, False, 22, 23)
    assert (both.account, both.role, both.bar, both.handed) == (23, 22, 8, 18)
    longest = board_columns(116, False, 64, 64)
    assert (longest.account, longest.role, longest.bar) == (27, 26, 4)


def test_what_it_was_handed_to_takes_from_a_long_bar() -> None:
    columns = board_columns(116, False, 9, 7, 26)
    assert (columns.account, columns.bar, columns.handed) == (27, 9, 26)
    assert board_columns(200, False, 9, 7, 90).handed >= 36


def test_in_a_wide_window_long_names_are_whole() -> None:
    columns = board_columns(160, False, 30, 40)
    assert (columns.account, columns.role, columns.bar) == (40, 30, 18)


def test_a_name_has_room_before_the_bar_has() -> None:
    columns = board_columns(76, False, 11, 17)
    assert (columns.account, columns.role, columns.bar) == (17, 11, 6)
    columns = board_columns(76, False, 18, 17)
    assert (columns.account, columns.role, columns.bar, columns.account_id) == (17, 18, 0, 12)


def test_the_bar_goes_first_and_then_the_account_id() -> None:
    assert board_columns(76, False).bar
    without_bar = board_columns(70, False)
    assert (without_bar.bar, without_bar.account_id) == (0, 12)
    assert board_columns(60, False).account_id == 0
