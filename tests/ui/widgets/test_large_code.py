"""Codes in large figures: no two letters look alike, and they fit or stand spaced out."""

import string

import pytest

from rolecall.ui.widgets.large_code import HEIGHT, large_code

CODE = "BDWP-HQPK"


def test_a_code_stands_on_one_line_of_three_rows() -> None:
    rows = large_code(CODE, 51, HEIGHT).split("\n")
    assert len(rows) == HEIGHT
    assert {len(row) for row in rows} == {51}
    assert set("".join(rows)) <= set(" ▀▄█")


def test_in_less_width_it_breaks_after_its_dash() -> None:
    rows = large_code(CODE, 29, 7).split("\n")
    assert len(rows) == 7 and rows[3] == ""
    assert rows[:3] == large_code("BDWP-", 29, 3).split("\n")
    assert rows[4:] == large_code("HQPK", 29, 3).split("\n")


@pytest.mark.parametrize(("width", "height"), [(29, 6), (26, 7), (50, 3), (51, 2)])
def test_where_neither_fits_it_is_spaced_out(width: int, height: int) -> None:
    assert large_code(CODE, width, height) == "B D W P - H Q P K"


def test_in_ascii_it_is_spaced_out() -> None:
    assert large_code(CODE, 80, 9, ascii_only=True) == "B D W P - H Q P K"
    assert large_code(CODE, 16, 9, ascii_only=True) == CODE


def test_what_has_no_figure_is_shown_as_it_is() -> None:
    assert large_code("äß", 80, 9) == "Ä S S"
    assert large_code("", 80, 9) == ""


def test_no_two_figures_look_alike() -> None:
    signs = string.ascii_uppercase + string.digits
    figures = {sign: large_code(sign, 9, 3) for sign in signs}
    assert len(set(figures.values())) == len(signs)
    assert large_code("a", 9, 3) == figures["A"]
