"""QR codes drawn in the cells of a terminal.

A cell is about twice as high as wide: half blocks show two modules in one, and in ASCII two cells
show one module. Either way a module is a square.
"""

from typing import NamedTuple

QUIET_ZONES = 4, 2  # modules around the code: the standard's, and what readers get along with
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_ASCII = {False: "  ", True: "##"}


class QrDrawing(NamedTuple):
    """The lines of a drawing, all of one width. What is not blank is dark."""

    lines: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)


Matrix = tuple[tuple[bool, ...], ...]  # rows of modules; True is dark


def qr_matrix(text: str) -> Matrix:
    """Returns the smallest QR code of a text, with the best error correction of that size.

    Raises ValueError for what no QR code can hold: more than 2,953 bytes.
    """
    import segno  # deferred: only a sign-in on another device needs it

    code = segno.make_qr(text, error="L", boost_error=True)
    return tuple(tuple(map(bool, row)) for row in code.matrix)


def drawn(
    matrix: Matrix, quiet_zone: int, *, ascii_only: bool, inverted: bool = False
) -> QrDrawing:
    """Draws a code with its quiet zone, in modules.

    `inverted`: what is not blank is light, for terminals without colors, which mostly are dark.
    """
    side = len(matrix) + 2 * quiet_zone
    margin = (inverted,) * quiet_zone
    rows = [(inverted,) * side] * quiet_zone
    rows += [(*margin, *(each != inverted for each in row), *margin) for row in matrix]
    rows += [(inverted,) * side] * quiet_zone
    if ascii_only:
        return QrDrawing(tuple("".join(_ASCII[each] for each in row) for row in rows))
    if side % 2:
        rows.append((inverted,) * side)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return QrDrawing(
        tuple("".join(_HALVES[each] for each in zip(*pair, strict=True)) for pair in pairs)
    )


def fitting(
    matrix: Matrix, width: int, height: int, *, ascii_only: bool, inverted: bool = False
) -> QrDrawing | None:
    """Returns the drawing that fits into a space in cells, with the wider quiet zone if it does."""
    for quiet_zone in QUIET_ZONES:
        drawing = drawn(matrix, quiet_zone, ascii_only=ascii_only, inverted=inverted)
        if drawing.width <= width and drawing.height <= height:
            return drawing
    return None
