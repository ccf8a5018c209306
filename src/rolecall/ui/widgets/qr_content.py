"""A QR code in the two colors in which it can be read."""

from itertools import groupby
from typing import Any

from textual.app import App
from textual.content import Content

from rolecall.core.drawing.qr_code import QrDrawing


def qr_content(drawing: QrDrawing, app: App[Any]) -> Content:
    """Returns a drawing dark on light in every theme, as not every reader takes light on dark.

    Without colors it has those of the terminal.
    """
    dark, blank = _styles(app)
    lines = [
        Content.assemble(
            *(
                ("".join(run), blank if is_blank else dark)
                for is_blank, run in groupby(line, lambda cell: cell == " ")
            )
        )
        for line in drawing.lines
    ]
    return Content("\n").join(lines)


def _styles(app: App[Any]) -> tuple[str, str]:
    """Returns the styles of what is dark, and of what is blank."""
    if app.no_color:
        return "", ""
    plain = app.ansi_color or app.native_ansi_color
    ink, ground = ("ansi_black", "ansi_bright_white") if plain else ("black", "white")
    # A `#` leaves gaps: on ground of its own color it has none.
    return f"{ink} on {ink if app.has_class('-ascii') else ground}", f"{ink} on {ground}"
