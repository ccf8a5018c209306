"""The command that makes a shell a role: what the export lines do, without any secret in it."""

import re
from collections.abc import Sequence

from rolecall.handover.shell.dialects import quoted

# What no shell reads as anything but itself. PowerShell would take 012345678901 for a number.
_BARE = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_./-]*")
_EVALUATED = {
    # Named, as not every system tells who the parent process is.
    "fish": "{} --shell fish | source",
    "powershell": "{} --shell powershell | Out-String | Invoke-Expression",
}
# The bare eval of nothing succeeds: what follows would go on as who one was before.
_USUAL = 'out="$({})" && eval "$out"'


def export_command(words: Sequence[str], shell: str) -> str:
    """`rolecall export` with these words, evaluated as the dialect does.

    Raises Refused for a word that no shell can be given.
    """
    said = (
        word if _BARE.fullmatch(word) else quoted("the command", word, shell)
        for word in ("rolecall", "export", *words)
    )
    return _EVALUATED.get(shell, _USUAL).format(" ".join(said))
