"""The columns for each width, and names cut to fit."""

from hypothesis import given
from hypothesis import strategies as st

from rolecall.ui.targets.target_columns import Columns, columns_for
from rolecall.ui.widgets.marked_text import middle_cut


def _width(columns: Columns) -> int:
    """The width of the columns, with 2 cells between id and bar and 1 before the sign."""
    with_id = 2 + columns.account_id if columns.account_id else 0
    gap = 2 if columns.account_id else 1
    return (
        columns.gutter
        + columns.account
        + columns.gap
        + columns.role
        + with_id
        + gap
        + columns.bar
        + columns.time
        + 2
    )


@given(st.integers(56, 500))
def test_the_columns_fit_any_list_that_is_not_narrow(width: int) -> None:
    columns = columns_for(width, narrow=False)
    assert _width(columns) <= width
    assert columns.account >= 11
    assert columns.role >= 11


@given(st.integers(20, 500))
def test_the_columns_fit_a_narrow_list(width: int) -> None:
    assert _width(columns_for(width, narrow=True)) <= width


def test_the_bar_goes_first_then_the_account_id() -> None:
    def has(width: int) -> tuple[bool, bool]:
        columns = columns_for(width, narrow=False)
        return bool(columns.account_id), bool(columns.bar)

    kinds = list(dict.fromkeys(has(width) for width in range(200, 40, -1)))
    assert kinds == [(True, True), (True, False), (False, False)]


def test_a_narrow_list_has_account_role_and_time() -> None:
    columns = columns_for(40, narrow=True)
    assert (columns.account_id, columns.bar) == (0, 0)
    assert columns.account == 17
    assert not columns.with_word


def test_long_role_names_get_what_is_left_over_first() -> None:
    assert columns_for(76, narrow=False).role == 11
    assert columns_for(85, narrow=False).role == 20
    assert columns_for(200, narrow=False).role == 20


@given(st.integers(0, 60), st.integers(0, 50))
def test_a_name_cut_in_the_middle_fits_with_its_ellipsis(length: int, width: int) -> None:
    head, tail = middle_cut(length, width)
    assert head + tail == max(0, width - 1)
    assert head - tail in (0, 1), "both ends tell names apart"
