"""Escapes control and invisible characters in text from outside before it is shown.

And drops control characters from what is typed or pasted.

A terminal obeys control characters wherever they come from: an account name may contain one that
rewrites the screen, the title or the clipboard, or reverses the reading order. Invisible ones and
those that look like a blank make two different names look alike. Each is shown as an escape, such
as `\\u202e`.
"""

import re
from collections.abc import Iterable

Span = tuple[int, int]

# The code points that are escaped, as inclusive ranges: Unicode's control (Cc) and format (Cf)
# characters except visible ones, separators (Z*) except the blank, Default_Ignorable_Code_Point
# (DerivedCoreProperties.txt), lone surrogates, and characters drawn as nothing: fillers, the empty
# Braille pattern, the null notehead, the object replacement. Variation selectors are included: few
# terminals draw them, and their width differs.
HIDDEN: tuple[Span, ...] = (
    (0x0000, 0x001F), (0x007F, 0x00A0), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F),
    (0x2028, 0x202F), (0x205F, 0x206F), (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164),
    (0xD800, 0xDFFF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC),
    (0x13430, 0x13442), (0x16FE4, 0x16FE4), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Compiled on first use: handing over a held session prints nothing.
_HIDDEN = "[" + "".join([f"{chr(first)}-{chr(last)}" for first, last in HIDDEN]) + "]"
_ESCAPE = r"\\u[0-9a-f]{4}|\\U[0-9a-f]{8}"
_CUT_ESCAPE = r"\\(u[0-9a-f]{0,3}|U[0-9a-f]{0,7})?\Z"
# What no key types: the brackets that a terminal puts around a paste, and what it obeys itself.
_NOT_TYPED = "\x1b\\[20[01]~|[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
LONGEST = 256  # characters of one name that are worth showing


def is_unsafe(text: str) -> bool:
    """Whether the text has a character that `safe_text` would escape."""
    return re.search(_HIDDEN, text) is not None


def safe_text(text: str, longest: int = LONGEST) -> str:
    """Returns the text with control and invisible characters escaped, as in `\\u202e`.

    It has at most `longest` characters, the last of which is `…` where the text was cut.
    """
    # Most text, and all of it with a held session: compiling the pattern takes 2 ms.
    if len(text) <= longest and text.isascii() and text.isprintable():
        return text
    clean = re.sub(_HIDDEN, _escaped, text[: longest + 1])
    if len(clean) <= longest:
        return clean
    return re.sub(_CUT_ESCAPE, "", clean[: longest - 1]) + "…"


def typed_text(text: str) -> str:
    """Returns what was typed or pasted without its control characters.

    Lone surrogates, which JSON cannot carry, are dropped as well. All else is kept, blanks and
    invisible characters included: it may be part of a password.
    """
    return text if text.isprintable() else re.sub(_NOT_TYPED, "", text)


def shown_spans(text: str, spans: Iterable[Span]) -> list[Span]:
    """Maps spans of the text to spans of `safe_text(text)`, as if that were never cut."""
    grown = [(match.start(), len(_escaped(match)) - 1) for match in re.finditer(_HIDDEN, text)]
    return [(start + _before(grown, start), end + _before(grown, end)) for start, end in spans]


def without_escapes(text: str) -> str:
    """Returns the text with the escapes of `safe_text`, copied or typed, decoded."""
    return re.sub(_ESCAPE, _character, text) if "\\" in text else text


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _character(match: re.Match[str]) -> str:
    code = int(match[0][2:], 16)
    shown = any(first <= code <= last for first, last in HIDDEN)
    return chr(code) if shown else match[0]


def _before(grown: list[tuple[int, int]], place: int) -> int:
    """Returns by how many characters the escapes before a position lengthened the text."""
    return sum(more for start, more in grown if start < place)
