"""The command that gives a shell a role: like the export lines, but without secrets."""

import re
from collections.abc import Sequence

from rolecall.handover.shell.dialects import quoted

# Words that every shell reads literally. PowerShell would take 012345678901 for a number.
_BARE = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_./-]*")
_EVALUATED = {
    # With --shell, as not every system tells the name of the parent process.
    "fish": "{} --shell fish | source",
    "powershell": "{} --shell powershell | Out-String | Invoke-Expression",
}
# Not a bare eval: that of an empty output succeeds, and commands after it would run with the
# previous credentials.
_CHECKED = 'out="$({})" && eval "$out"'


def export_command(words: Sequence[str], shell: str) -> str:
    """`rolecall export` with these words, evaluated in the way of the dialect.

    Raises Refused for a word that no shell can be given.
    """
    literals = (
        word if _BARE.fullmatch(word) else quoted("the command", word, shell)
        for word in ("rolecall", "export", *words)
    )
    return _EVALUATED.get(shell, _CHECKED).format(" ".join(literals))
