"""QR codes in cells: their sizes, and what zbar reads from a picture of them."""

from pathlib import Path

import pytest

from rolecall.core.drawing.qr_code import QUIET_ZONES, drawn, fitting, qr_matrix
from tests.drivers.browser.qr_reader import read_qr_codes
from tests.drivers.browser.screen_picture import png_of
from tests.drivers.browser.scripted_page import DEVICE, START

ADDRESSES = pytest.mark.parametrize("address", [DEVICE, START])
BLACK_ON_WHITE, BLACK_ON_BLACK, RESET = "\x1b[30;107m", "\x1b[30;40m", "\x1b[0m"


@ADDRESSES
@pytest.mark.parametrize("quiet_zone", QUIET_ZONES)
def test_half_blocks_are_read(address: str, quiet_zone: int, tmp_path: Path) -> None:
    drawing = drawn(qr_matrix(address), quiet_zone, ascii_only=False)
    screen = "\n".join(f"{BLACK_ON_WHITE}{line}{RESET}" for line in drawing.lines)
    picture = png_of(screen, (drawing.width, drawing.height))
    assert read_qr_codes(picture, tmp_path) == [address]


@ADDRESSES
@pytest.mark.parametrize("quiet_zone", QUIET_ZONES)
def test_the_ascii_twin_is_read(address: str, quiet_zone: int, tmp_path: Path) -> None:
    drawing = drawn(qr_matrix(address), quiet_zone, ascii_only=True)
    screen = "\n".join(
        line.replace("##", f"{BLACK_ON_BLACK}##{RESET}").replace("  ", f"{BLACK_ON_WHITE}  {RESET}")
        for line in drawing.lines
    )
    picture = png_of(screen, (drawing.width, drawing.height))
    assert all(line.isascii() for line in drawing.lines)
    assert read_qr_codes(picture, tmp_path) == [address]


@ADDRESSES
def test_without_colors_it_is_read_on_a_dark_terminal(address: str, tmp_path: Path) -> None:
    drawing = drawn(qr_matrix(address), 2, ascii_only=False, inverted=True)
    picture = png_of("\n".join(drawing.lines), (drawing.width, drawing.height))
    assert read_qr_codes(picture, tmp_path) == [address]


@ADDRESSES
def test_the_wider_quiet_zone_is_taken_where_it_fits(address: str) -> None:
    matrix = qr_matrix(address)
    assert len(matrix) == 33
    wide = fitting(matrix, 41, 21, ascii_only=False)
    assert wide is not None and (wide.width, wide.height) == (41, 21)
    for width, height in ((40, 21), (41, 20), (37, 19)):
        narrow = fitting(matrix, width, height, ascii_only=False)
        assert narrow is not None and (narrow.width, narrow.height) == (37, 19)
    for width, height in ((36, 19), (37, 18)):
        assert fitting(matrix, width, height, ascii_only=False) is None


def test_the_ascii_twin_has_two_cells_for_a_module() -> None:
    drawing = fitting(qr_matrix(DEVICE), 82, 41, ascii_only=True)
    assert drawing is not None and (drawing.width, drawing.height) == (82, 41)
    assert set("".join(drawing.lines)) == {"#", " "}


def test_every_line_has_the_width() -> None:
    for ascii_only in (False, True):
        drawing = drawn(qr_matrix(DEVICE), 4, ascii_only=ascii_only)
        assert {len(line) for line in drawing.lines} == {drawing.width}
