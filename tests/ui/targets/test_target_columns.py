"""The columns for each width, and names cut to fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecall.core.model import Target
from rolecall.ui.targets.target_columns import (
    LONG,
    Columns,
    Longest,
    columns_for,
    longest_names,
    natural_width,
)
from rolecall.ui.widgets.marked_text import middle_cut

CARD = 76  # cells of the list beside the card at 120 columns
SHORT = Longest(22, 22, 11)
names = st.builds(
    lambda name, word, role: Longest(name, name + word, role),
    st.integers(0, 64),
    st.integers(0, 10),
    st.integers(0, 64),
)


def _width(columns: Columns) -> int:
    """The width of the columns, with 2 cells between id and bar, the sign's, and the scrollbar."""
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
        + 3
    )


@given(st.integers(56, 500), names)
def test_the_columns_fit_any_list_that_is_not_narrow(width: int, names: Longest) -> None:
    columns = columns_for(width, narrow=False, names=names)
    assert _width(columns) <= width
    assert columns.account >= min(11, names.account)
    assert columns.role >= min(11, names.role)


@given(st.integers(20, 500), names)
def test_the_columns_fit_a_narrow_list(width: int, names: Longest) -> None:
    assert _width(columns_for(width, narrow=True, names=names)) <= width


@given(st.integers(60, 300), names)
def test_no_name_is_cut_while_another_column_has_cells_to_spare(width: int, names: Longest) -> None:
    columns = columns_for(width, narrow=False, names=names)
    spare = max(0, columns.account - names.account) + max(0, columns.role - names.role)
    missing = max(0, names.account - columns.account) + max(0, names.role - columns.role)
    assert not (spare and missing), columns
    assert not (columns.bar and missing), columns


def test_the_pictures_widths() -> None:
    assert columns_for(CARD, narrow=False, names=SHORT) == (3, 27, 2, 11, 12, 6, 8)
    assert columns_for(77, narrow=False, names=SHORT) == (3, 28, 2, 11, 12, 6, 8)
    assert columns_for(40, narrow=True, names=SHORT) == (2, 17, 1, 9, 0, 0, 7)


def test_a_longer_role_takes_cells_that_no_account_needs() -> None:
    columns = columns_for(CARD, narrow=False, names=Longest(16, 16, 22))
    assert (columns.account, columns.role, columns.bar) == (16, 22, 6)


def test_the_bar_is_shortened_before_the_word_protected_goes() -> None:
    columns = columns_for(CARD, narrow=False, names=Longest(16, 22, 18))
    assert (columns.account, columns.role, columns.bar) == (22, 18, 4)
    columns = columns_for(CARD, narrow=False, names=Longest(16, 22, 19))
    assert (columns.account, columns.role, columns.bar) == (19, 19, 6)


def test_the_bar_gives_way_to_names_and_the_account_id_does_not() -> None:
    columns = columns_for(CARD, narrow=False, names=Longest(22, 32, 22))
    assert (columns.account, columns.role) == (22, 22)
    assert (columns.bar, columns.account_id) == (0, 12)


def test_two_names_that_are_too_long_share_what_there_is() -> None:
    columns = columns_for(CARD, narrow=False, names=Longest(64, 64, 64))
    assert (columns.account, columns.role) == (22, 22)


@pytest.mark.parametrize("seconds", [3600, LONG])
def test_a_time_has_its_cells_beside_the_whole_bar(seconds: int) -> None:
    names = SHORT._replace(seconds=seconds)
    columns = columns_for(CARD, narrow=False, names=names)
    assert columns.bar == 6
    assert columns.time == len(" 10:00:00" if seconds == LONG else " 1:00:00")
    assert _width(columns) <= CARD


def test_a_row_beside_the_card_is_no_wider_than_it_needs_to_be() -> None:
    assert natural_width(SHORT) == CARD
    assert natural_width(Longest(32, 42, 22)) == CARD + 15 + 11
    wide = columns_for(natural_width(Longest(32, 42, 22)), False, Longest(32, 42, 22))
    assert (wide.account, wide.role) == (42, 22)


def test_the_longest_names_are_those_that_are_shown() -> None:
    def target(alias: str, role: str = "read", protected: bool = False) -> Target:
        return Target("123456789012", (alias,) if alias else (), role, protected=protected)

    assert longest_names([]) == Longest()
    assert longest_names([target("sandbox", "ops/deploy"), target("")]) == (12, 12, 6, 0)
    guarded = [target("sandbox"), target("production", protected=True)]
    assert longest_names(guarded) == (12, 22, 4, 0), "with its sign, and with the word"
    assert longest_names([target("本番環境")]).account == 8
    assert longest_names([target("x" * 900, "y" * 64)]) == (64, 64, 64, 0)


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


@given(st.integers(0, 60), st.integers(0, 50))
def test_a_name_cut_in_the_middle_fits_with_its_ellipsis(length: int, width: int) -> None:
    head, tail = middle_cut(length, width)
    assert head + tail == max(0, width - 1)
    assert head - tail in (0, 1), "both ends tell names apart"
