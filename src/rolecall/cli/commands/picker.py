"""`rolecall`: the picker."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.grammar.shared_options import shell_option
from rolecall.cli.open_picker import open_picker
from rolecall.cli.outcome import Outcome
from rolecall.core.errors import InputNeeded, RolecallError
from rolecall.core.model import utc_now
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.signin.desk import Desk

ARGUMENTS = (
    Switch("--stay", "keep the picker open when its output is captured"),
    Switch("--no-input", "exit with status 3: a picker can only ask"),
    shell_option(),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(args.shell, env, parent_name())
    if args.no_input:
        raise InputNeeded(
            "The picker needs your input, but --no-input forbids asking.",
            "Name the role: rolecall export ACCOUNT [ROLE]; rolecall list shows them.",
        )
    captured = not args.stay and not os.isatty(1)
    opened = utc_now().replace(microsecond=0)  # as sessions are kept
    desk, signed_in, status = open_picker(env, captured=captured)
    if not captured:
        _tell_after(desk, opened, dialect, args)
    if signed_in is None:
        return Outcome("", status)
    # deferred: the picker must not wait for it
    from rolecall.handover.shell.exports import export_lines

    return Outcome(export_lines(signed_in.session, dialect, env), status)


def _tell_after(desk: Desk, opened: datetime, dialect: str, args: Namespace) -> None:
    """Says what the picker did not do to the shell, unless the user's files no longer tell."""
    # deferred: the picker must not wait for it
    from rolecall.cli.unchanged_shell import tell_unchanged

    with suppress(RolecallError):
        tell_unchanged(desk, opened, dialect, with_init=not args.stay)
