"""`rolecall`: the picker."""

import os
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.grammar.shared_options import shell_option
from rolecall.cli.open_picker import open_picker
from rolecall.cli.outcome import Outcome
from rolecall.core.errors import InputNeeded
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.handover.shell.exports import export_lines

ARGUMENTS = (
    Switch("--stay", "stay open also when captured"),
    Switch("--no-input", "exit 3: the picker only asks"),
    shell_option(),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(args.shell, env, parent_name())
    if args.no_input:
        raise InputNeeded("The picker only asks, and --no-input forbids it.", "Use rolecall list.")
    captured = not args.stay and not os.isatty(1)
    _, signed_in, status = open_picker(env, captured=captured)
    return Outcome(export_lines(signed_in.session, dialect, env) if signed_in else "", status)
