"""The line of a `credential_process`, which the SDKs do not read alike.

botocore splits it as shlex does, the SDKs for Go, JavaScript, Java and Rust give it to `sh -c`;
on Windows botocore splits it as C programs do, the others give it to `cmd /C`. All of them agree
on a path in double quotes that none of their signs is in, and on plain words behind it. Some take
a blank with # or ; behind it for the start of a comment.
"""

import re
from collections.abc import Sequence

from rolecall.core.errors import Refused
from rolecall.handover.section_ownership import OUR_COMMAND

_WORD = re.compile(r"[A-Za-z0-9_+=,.@/:-]+")
# What stands for itself between double quotes, in sh and shlex, and in cmd.
_QUOTED = re.compile(r"[A-Za-z0-9_+=,.@/:~#;'()\[\]{}&<>|*?%^ -]+")
_QUOTED_WINDOWS = re.compile(r"[A-Za-z0-9_+=,.@/:~#;'\[\]{} \\-]+")
_COMMENT = re.compile(r"\s[#;]")


def process_command(program: Sequence[str], words: Sequence[str], *, windows: bool = False) -> str:
    """The line that calls `program` (its path, and its own first words) for these words.

    Raises Refused where the path or a word cannot be written so that every SDK reads it alike.
    """
    path, *first = program
    allowed = _QUOTED_WINDOWS if windows else _QUOTED
    if not allowed.fullmatch(path) or _COMMENT.search(path) or path.endswith("\\"):
        raise Refused(
            "The path of this program holds a sign that not every AWS SDK reads alike.",
            "Call it by a plainer path, such as a symbolic link in ~/.local/bin.",
        )
    behind = [*first, OUR_COMMAND, *words]
    for word in behind:
        if not _WORD.fullmatch(word):
            raise Refused(
                f"{word!r} cannot be written so that every AWS SDK reads it alike.",
                "Write the account's id, and a role without odd signs in its path.",
            )
    return " ".join([f'"{path}"', *behind])
