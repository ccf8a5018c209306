"""The characters that core/safe_text.py escapes, in the form each shell's script searches for."""

from rolecall.core.safe_text import HIDDEN

_SURROGATES = range(0xD800, 0xE000)
_ASTRAL = 0x10000


def code_points() -> str:
    """Returns an array for bash and zsh: the first and the last code point of each range."""
    return f"_rolecall_hidden=({' '.join(f'{first} {last}' for first, last in HIDDEN)})"


def pcre() -> str:
    """Returns a regular expression for PCRE2, which fish uses and which has no surrogates."""
    ranges = [
        f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in HIDDEN if first not in _SURROGATES
    ]
    return f"[{''.join(ranges)}]"


def dotnet() -> str:
    """Returns a regular expression for .NET, whose strings are UTF-16 with surrogate pairs."""
    plain = "".join(
        f"\\u{first:04x}-\\u{last:04x}"
        for first, last in HIDDEN
        if last < _ASTRAL and first not in _SURROGATES
    )
    lone = (
        r"[\ud800-\udbff](?![\udc00-\udfff])",
        r"(?<![\ud800-\udbff])[\udc00-\udfff]",
    )
    pairs = [_pairs(first, last) for first, last in HIDDEN if first >= _ASTRAL]
    return "|".join([f"[{plain}]", *lone, *pairs])


def _pairs(first: int, last: int) -> str:
    """Returns a range as surrogate pairs. It lies in one high surrogate, or fills several whole."""
    high, low = _halves(first)
    last_high, last_low = _halves(last)
    return f"[\\u{high:04x}-\\u{last_high:04x}][\\u{low:04x}-\\u{last_low:04x}]"


def _halves(code: int) -> tuple[int, int]:
    high, low = divmod(code - _ASTRAL, 0x400)
    return 0xD800 + high, 0xDC00 + low
