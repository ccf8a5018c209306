"""Formats rows: aligned for people, with tabs between the columns for programs."""

import unicodedata
from collections.abc import Sequence

from rolecall.core.safe_text import safe_text


def table(rows: Sequence[Sequence[str]], *, aligned: bool) -> str:
    """Returns a line per row, without trailing blanks, every cell made safe to show."""
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
    """Returns the width in terminal cells; combining characters take none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
