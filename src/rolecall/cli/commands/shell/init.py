"""`rolecall init`: the shell integration, for one line in the rc file."""

import os
import sys
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Argument, Namespace, Switch
from rolecall.cli.outcome import Outcome
from rolecall.cli.shells import SHELLS, script
from rolecall.core.errors import UsageError

ARGUMENTS = (
    Argument("shell", "SHELL", "; ".join(shell.use for shell in SHELLS.values())),
    Switch("--prompt", "also put the segment in the prompt"),
)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    if words.shell not in SHELLS:
        raise UsageError(
            f"There is no integration for {words.shell}.", f"Choose one of: {', '.join(SHELLS)}."
        )
    told = f"hint: Put this {SHELLS[words.shell].use}" if os.isatty(1) else ""
    return Outcome(script(words.shell, _program(), words.prompt), note=told)


def _program() -> str:
    """The path of the program that runs now; empty where it cannot be told."""
    started = os.path.abspath(sys.argv[0])
    beside = os.path.join(os.path.dirname(os.path.abspath(sys.executable)), "rolecall")
    for path in (started, beside):  # the second: python -m rolecall
        if os.path.basename(path) != "__main__.py" and os.access(path, os.X_OK):
            return path
    return ""
