"""Decodes files that people write as UTF-8, and names the encoding where it is another.

Windows PowerShell's `>` and older Notepads write UTF-16, or UTF-8 with a byte order mark.
"""

from rolecall.core.errors import ConfigError

_MARK = b"\xef\xbb\xbf"
_HINT = "Save it as UTF-8 without a byte order mark (BOM), which an editor offers in Save As."


def text_of(data: bytes, name: str, *, mark: bool = True) -> str:
    """Decodes the data as UTF-8. `mark`: a byte order mark is allowed, and removed.

    `name` is the file in errors. Raises ConfigError with the encoding or the line at fault, and
    none of the text.
    """
    refuse_other_encodings(data, name, mark=mark)
    try:
        return data.decode("utf-8-sig" if mark else "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{name}, line {line}: this is not UTF-8.", "Save the file as UTF-8."
        ) from None


def refuse_other_encodings(data: bytes, name: str, *, mark: bool) -> None:
    """Raises ConfigError for UTF-16, for UTF-32, and for a byte order mark unless `mark`."""
    wide = _wide(data[:4])
    if wide:
        raise ConfigError(f"{name}, line 1: this is {wide}, not UTF-8.", _HINT)
    if not mark and data.startswith(_MARK):
        raise ConfigError(
            f"{name}, line 1: a byte order mark (BOM), for which AWS tools refuse the file.", _HINT
        )


def _wide(start: bytes) -> str:
    """Returns UTF-16 or UTF-32 if a file's first four bytes look like it; empty otherwise."""
    if start in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return "UTF-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    # Without a mark: no valid file begins with a NUL, or with a letter and a NUL.
    if len(start) == 4 and start.count(0) == 3 and (start[0] or start[3]):
        return "UTF-32"
    return "UTF-16" if len(start) > 1 and start[:2].count(0) == 1 else ""
