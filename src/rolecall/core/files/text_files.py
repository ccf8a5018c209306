"""The text of a file that a person wrote, in UTF-8; what is written otherwise is named as such.

Windows PowerShell's `>` and older Notepads write UTF-16, or put a byte order mark before UTF-8.
"""

from rolecall.core.errors import ConfigError

_MARK = b"\xef\xbb\xbf"
_HINT = "Save it as UTF-8 without a byte order mark (BOM), which an editor offers in Save As."


def text_of(data: bytes, name: str, *, mark: bool = True) -> str:
    """The text, without its byte order mark where one may stand there (`mark`).

    Raises ConfigError with the encoding or the line at fault, and nothing of the text.
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
    """Raise ConfigError for UTF-16 and UTF-32, and for a mark before UTF-8 unless it is allowed."""
    wide = _wide(data[:4])
    if wide:
        raise ConfigError(f"{name}, line 1: this is {wide}, not UTF-8.", _HINT)
    if not mark and data.startswith(_MARK):
        raise ConfigError(
            f"{name}, line 1: a byte order mark (BOM), for which AWS tools refuse the file.", _HINT
        )


def _wide(start: bytes) -> str:
    """The encoding of more than a byte for every letter that a file starts in; empty for none."""
    if start in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return "UTF-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    # Without a mark: no file of ours begins with a NUL, or with a letter and a NUL.
    if len(start) == 4 and start.count(0) == 3 and (start[0] or start[3]):
        return "UTF-32"
    return "UTF-16" if len(start) > 1 and start[:2].count(0) == 1 else ""
