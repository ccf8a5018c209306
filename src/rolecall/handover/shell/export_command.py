"""The command that gives a shell a role: like the export lines, but without secrets."""

import re
from collections.abc import Sequence

from rolecall.handover.shell.dialects import evaluated, quoted

# Words that every shell reads literally. PowerShell would take 012345678901 for a number.
_BARE = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_./-]*")


def export_command(words: Sequence[str], shell: str) -> str:
    """`rolecall export` with these words, evaluated in the way of the dialect.

    Raises Refused for a word that no shell can be given.
    """
    literals = (
        word if _BARE.fullmatch(word) else quoted("the command", word, shell)
        for word in ("rolecall", "export", *words)
    )
    return evaluated(" ".join(literals), shell)
