"""What core/safe_text.py escapes, as each shell's script looks for it in the name of a prompt."""

from rolecall.core.safe_text import HIDDEN

_SURROGATES = range(0xD800, 0xE000)
_ASTRAL = 0x10000


def code_points() -> str:
    """An array of bash and zsh: the first and the last code point of each range."""
    return f"_rolecall_hidden=({' '.join(f'{first} {last}' for first, last in HIDDEN)})"


def pcre() -> str:
    """A regular expression of PCRE2, as fish has it, which knows no surrogates."""
    ranges = [
        f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in HIDDEN if first not in _SURROGATES
    ]
    return f"[{''.join(ranges)}]"


def dotnet() -> str:
    """A regular expression of .NET, whose strings are UTF-16: two characters for one beyond."""
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
    """A range as surrogate pairs: of one leading half, or of all that follow it."""
    high, low = _halves(first)
    last_high, last_low = _halves(last)
    return f"[\\u{high:04x}-\\u{last_high:04x}][\\u{low:04x}-\\u{last_low:04x}]"


def _halves(code: int) -> tuple[int, int]:
    high, low = divmod(code - _ASTRAL, 0x400)
    return 0xD800 + high, 0xDC00 + low
