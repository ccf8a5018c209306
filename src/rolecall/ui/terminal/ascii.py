"""Replaces signs by ASCII, cell for cell, for terminals whose locale is not UTF-8 (LANG=C).

Such a terminal may even take a single byte of a UTF-8 sequence for a control character (C1).
"""

import re

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("▐›", ">"),
        **dict.fromkeys("▌│┃▎▏▕", "|"),
        **dict.fromkeys("●", "o"),
        **dict.fromkeys("▲", "^"),
        **dict.fromkeys("★", "+"),
        **dict.fromkeys("■█", "*"),
        **dict.fromkeys("◆", "#"),
        **dict.fromkeys("×", "X"),
        **dict.fromkeys("◇·", "."),
        **dict.fromkeys("○", " "),  # blank: `o` means ●, the chosen one
        **dict.fromkeys("↑", "^"),
        **dict.fromkeys("↓", "v"),
        **dict.fromkeys("•", "*"),
        **dict.fromkeys("━", "="),
        **dict.fromkeys("╾─╼–—", "-"),
        **dict.fromkeys("▁▂", "_"),
        **dict.fromkeys("┌┐└┘╭╮╰╯├┤┬┴┼╋┏┓┗┛┣┫┳┻", "+"),
        **dict.fromkeys("▖▗▘▝▙▚▛▜▞▟▀▃▄▅▆▇▔", " "),
    }
)
_FOREIGN = re.compile("[^\x00-\x7f]")


def in_ascii(text: str) -> str:
    """Returns a text of the same number of cells, in ASCII only."""
    if text.isascii():
        return text
    # `~` and not a dot: inside a shortened name a dot would read as part of it.
    text = text.replace("…  ", "...").replace(" …", " .").replace("…", "~")
    return _FOREIGN.sub(lambda found: "?" * cell_len(found[0]), text.translate(_PLAIN))


class InAscii(LineFilter):
    """Draws every line in ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Returns the segments in ASCII, with their styles and widths unchanged."""
        return [
            segment
            if segment.text.isascii()
            else Segment(in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]
