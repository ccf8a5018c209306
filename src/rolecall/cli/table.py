"""Rows as text: aligned for a person, with tabs between the columns for a program."""

from collections.abc import Sequence

from rolecall.core.safe_text import safe_text


def table(rows: Sequence[Sequence[str]], *, aligned: bool) -> str:
    """One line a row, every cell made safe to show; blanks at the end of a line are left out."""
    cells = [[safe_text(cell) for cell in row] for row in rows]
    if aligned:
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in cells
        ]
    else:
        lines = ["\t".join(row).rstrip("\t") for row in cells]
    return "".join(f"{line}\n" for line in lines)
