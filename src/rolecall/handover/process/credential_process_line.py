"""Writes the value of `credential_process` so that all AWS SDKs parse it alike.

botocore splits it with shlex; the SDKs for Go, JavaScript, Java and Rust run it with `sh -c`. On
Windows, botocore splits it by the rules of C programs, and the others run it with `cmd /C`. All of
them agree on a path in double quotes without special characters, followed by plain words. shlex and
sh also agree on any word in single quotes, and the Windows parsers on one in double quotes. Some
parsers take a blank followed by # or ; for the start of a comment.
"""

import re
from collections.abc import Sequence

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.section_ownership import OUR_COMMAND

_WORD = re.compile(r"[A-Za-z0-9_+=,.@/:-]+")
# Characters without special meaning between double quotes: in sh and shlex, and in cmd.
_QUOTED = re.compile(r"[A-Za-z0-9_+=,.@/:~#;'()\[\]{}&<>|*?%^ -]+")
_QUOTED_WINDOWS = re.compile(r"[A-Za-z0-9_+=,.@/:~#;'\[\]{} \\-]+")
_COMMENT = re.compile(r"\s[#;]")
_OTHER_WORD = "Use the account's id, and a role without special characters in its path."
# What the argument of an option is called in a message, and the hint for it.
_NAMED = {
    "--base-profile": ("The profile", "Give it a plainer name in the AWS files."),
    "--mfa-device": ("The MFA device", "Use its serial number."),
}


def credential_process_line(
    program: Sequence[str],
    words: Sequence[str],
    *,
    windows: bool = False,
    command: str = OUR_COMMAND,
) -> str:
    """The line that calls `program`, its path and first arguments, with `command` and `words`.

    Raises Refused for a path or a word that the SDKs would not parse alike.
    """
    path, *first = program
    allowed = _QUOTED_WINDOWS if windows else _QUOTED
    if not allowed.fullmatch(path) or _COMMENT.search(path) or path.endswith("\\"):
        raise Refused(
            "The path of rolecall has a character that AWS SDKs read differently.",
            "Use a plainer path, such as a symbolic link in ~/.local/bin.",
        )
    behind = [*first, command]
    for before, word in zip(("", *words), words, strict=False):
        quoted = _quoted(word, windows)
        if quoted is None:
            what, hint = _NAMED.get(before, (before or "The account", _OTHER_WORD))
            raise Refused(
                f"{what} {safe_text(word)!r} cannot be written in a way that every AWS SDK reads.",
                hint,
            )
        behind.append(quoted)
    return " ".join([f'"{path}"', *behind])


def can_be_written(word: str, *, windows: bool = False) -> bool:
    """Whether `credential_process_line` accepts this word."""
    return _quoted(word, windows) is not None


def _quoted(word: str, windows: bool) -> str | None:
    """The word as written in the line; None if it cannot be written."""
    if _WORD.fullmatch(word):
        return word
    if windows:
        fine = _QUOTED_WINDOWS.fullmatch(word) and not word.endswith("\\")
        return f'"{word}"' if fine and not _COMMENT.search(word) else None
    if not word.isprintable():  # a newline would end the value, others would be invisible
        return None
    # Both parsers read '"'"' as a single quote; '' between a blank and # or ; hides the comment.
    inner = re.sub(r"(?<=\s)(?=[#;])", "''", word.replace("'", "'\"'\"'"))
    return f"'{inner}'"
