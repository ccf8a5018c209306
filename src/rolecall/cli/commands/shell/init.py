"""`rolecall init`: prints the shell integration, which a line in the rc file evaluates."""

import os
import sys
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Argument, Namespace, Switch
from rolecall.cli.outcome import Outcome
from rolecall.cli.shells import SHELLS, script
from rolecall.core.errors import UsageError
from rolecall.core.nearest import did_you_mean

ARGUMENTS = (
    Argument("shell", "SHELL", "; ".join(shell.use for shell in SHELLS.values())),
    Switch("--prompt", "also put the role into the prompt"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if args.shell not in SHELLS:
        raise UsageError(
            f"There is no shell integration for {args.shell}.",
            did_you_mean(args.shell, SHELLS, f"Choose one of: {', '.join(SHELLS)}."),
        )
    note = f"hint: Put this {SHELLS[args.shell].use}" if os.isatty(1) else ""
    return Outcome(script(args.shell, _program(), args.prompt), note=note)


def _program() -> str:
    """Returns the path of the running program; empty if it is unknown."""
    started = os.path.abspath(sys.argv[0])
    beside = os.path.join(os.path.dirname(os.path.abspath(sys.executable)), "rolecall")
    for path in (started, beside):  # the second for `python -m rolecall`
        if os.path.basename(path) != "__main__.py" and os.access(path, os.X_OK):
            return path
    return ""
