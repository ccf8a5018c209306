"""The shortest sequences between the styles of text (ECMA-48, SGR)."""

from functools import lru_cache
from typing import NamedTuple

# Underline, reverse, strike-through, frames and overline are seen on a blank as well.
_SEEN_ON_BLANKS = frozenset(("4", "7", "9", "21", "51", "52", "53"))
_FOREGROUNDS = frozenset(str(code) for code in (*range(30, 38), 39, *range(90, 98)))
_BACKGROUNDS = frozenset(str(code) for code in (*range(40, 48), 49, *range(100, 108)))


class Pen(NamedTuple):
    """A style's SGR parameters by kind; an empty color is that of the terminal."""

    attributes: tuple[str, ...]
    foreground: str
    background: str


@lru_cache(4096)
def pen_of(codes: str) -> Pen:
    """Reads SGR parameters, as in `1;38;2;10;20;30`."""
    attributes: list[str] = []
    colors = {"38": "", "48": ""}
    rest = iter(codes.split(";") if codes else ())
    for code in rest:
        if code in colors:
            kind = next(rest)
            parts = [next(rest) for _ in range(3 if kind == "2" else 1)]
            colors[code] = ";".join((code, kind, *parts))
        elif code in _FOREGROUNDS:
            colors["38"] = code
        elif code in _BACKGROUNDS:
            colors["48"] = code
        else:
            attributes.append(code)
    return Pen(tuple(attributes), colors["38"], colors["48"])


@lru_cache(4096)
def blank_codes(codes: str) -> str:
    """Returns the codes of a style that are seen on a blank; all of one with, say, an underline."""
    pen = pen_of(codes)
    return codes if _SEEN_ON_BLANKS & {*pen.attributes} else pen.background


@lru_cache(16384)
def change(before: str, after: str) -> str:
    """Returns the sequence after which text has the style `after`; both are SGR parameters."""
    if before == after:
        return ""
    if not after:
        return "\x1b[m"
    old, new = pen_of(before), pen_of(after)
    whole = f"\x1b[0;{after}m" if before else f"\x1b[{after}m"
    if {*old.attributes} - {*new.attributes}:
        return whole
    parts = [code for code in new.attributes if code not in old.attributes]
    if old.foreground != new.foreground:
        parts.append(new.foreground or "39")
    if old.background != new.background:
        parts.append(new.background or "49")
    return min(f"\x1b[{';'.join(parts)}m", whole, key=len)
