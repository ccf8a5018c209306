"""Rows as text: aligned for a person, with tabs between the columns for a program."""

import unicodedata
from collections.abc import Sequence

from rolecall.core.safe_text import safe_text


def table(rows: Sequence[Sequence[str]], *, aligned: bool) -> str:
    """One line a row, every cell made safe to show; blanks at the end of a line are left out."""
    cells = [[safe_text(cell) for cell in row] for row in rows]
    if aligned:
        widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
            for row in cells
        ]
    else:
        lines = ["\t".join(row).rstrip("\t") for row in cells]
    return "".join(f"{line}\n" for line in lines)


def _width(text: str) -> int:
    """In cells of the terminal, without what joins letters into one sign."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )
