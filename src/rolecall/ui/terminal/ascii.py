"""Replaces signs by ASCII, cell for cell, for terminals whose locale is not UTF-8 (LANG=C).

Such a terminal may even take a single byte of a UTF-8 sequence for a control character (C1).
"""

import re
from collections.abc import Mapping

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
_UTF8 = re.compile("utf-?8", re.IGNORECASE)
_MEANS_C = ("C", "POSIX")


def has_signs(env: Mapping[str, str]) -> bool:
    """Returns whether the locale is a UTF-8 one; a locale without a charset counts as one.

    LC_ALL wins over LC_CTYPE, and that over LANG (POSIX). Python itself sets LC_CTYPE to C.UTF-8
    where LANG is C (PEP 538), so C.UTF-8 there says nothing about the terminal.
    """
    name = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    if name == "C.UTF-8" and not env.get("LC_ALL") and env.get("LANG") in _MEANS_C:
        return False
    _, dot, charset = name.partition(".")
    return name not in _MEANS_C and (not dot or bool(_UTF8.match(charset)))


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
