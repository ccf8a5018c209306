"""`rolecall copy`: export lines to the clipboard."""

from collections.abc import Mapping
from contextlib import suppress

from rolecall.cli.becoming import become_named
from rolecall.cli.options import add_shell, add_sign_in, add_target
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.parser import Namespace, Parser
from rolecall.cli.terminal import has_terminal, write_to_terminal
from rolecall.core.errors import RolecallError
from rolecall.core.secret import Secret
from rolecall.handover.clipboard import copy
from rolecall.handover.dialects import detect_dialect, parent_name
from rolecall.handover.exports import export_lines
from rolecall.sessions.handed import CLIPBOARD, note_handed
from rolecall.signin.desk import open_desk


def arguments(parser: Parser) -> None:
    add_target(parser)
    add_shell(parser)
    add_sign_in(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(words.shell, env, parent_name())
    desk = open_desk(env)
    signed_in = become_named(desk, words)
    lines = Secret(export_lines(signed_in.session, dialect))
    copied = copy(lines, env, write_to_terminal if has_terminal() else None)
    with suppress(RolecallError):  # copied it is, noted for the session board or not
        note_handed(desk.paths, signed_in.session, CLIPBOARD, desk.clock())
    tell(copied.message)
    return DONE
