"""The signs in ASCII, cell for cell, for terminals whose locale has no others (LANG=C).

There, a byte of a longer UTF-8 sequence may even be a control character of its own (C1).
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
        **dict.fromkeys("○", " "),  # `o` is the chosen one
        **dict.fromkeys("↑", "^"),
        **dict.fromkeys("↓", "v"),
        **dict.fromkeys("•", "*"),
        **dict.fromkeys("━", "="),
        **dict.fromkeys("╾─╼–—", "-"),
        **dict.fromkeys("▁▂", "_"),
        **dict.fromkeys("┌┐└┘╭╮╰╯├┤┬┴┼╋┏┓┗┛┣┫┳┻", "+"),
        **dict.fromkeys("▖▗▘▝▙▚▛▜▞▟▀▄▔", " "),
    }
)
_FOREIGN = re.compile("[^\x00-\x7f]")
_UTF8 = re.compile("utf-?8", re.IGNORECASE)
_MEANS_C = ("C", "POSIX")


def has_signs(env: Mapping[str, str]) -> bool:
    """Whether the locale is one of UTF-8; where nothing says which it is, it is taken for one.

    LC_ALL wins over LC_CTYPE, and that over LANG (POSIX). Python itself sets LC_CTYPE to C.UTF-8
    where LANG is C (PEP 538), and our environment is that of Python.
    """
    name = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    if name == "C.UTF-8" and not env.get("LC_ALL") and env.get("LANG") in _MEANS_C:
        return False
    _, dot, charset = name.partition(".")
    return name not in _MEANS_C and (not dot or bool(_UTF8.match(charset)))


def in_ascii(text: str) -> str:
    """The same number of cells, with nothing but ASCII in them."""
    if text.isascii():
        return text
    # A dot in a name that was cut would read as part of it.
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
