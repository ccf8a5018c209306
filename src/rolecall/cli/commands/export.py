"""`rolecall export`: a role session as lines for the shell to evaluate."""

import os
from collections.abc import Mapping

from rolecall.cli.becoming import become_named
from rolecall.cli.options import add_shell, add_sign_in, add_target
from rolecall.cli.outcome import Outcome
from rolecall.cli.parser import Namespace, Parser
from rolecall.handover.dialects import detect_dialect, parent_name
from rolecall.handover.exports import export_lines
from rolecall.signin.desk import open_desk

_USE = 'out="$(rolecall export …)" && eval "$out"'


def arguments(parser: Parser) -> None:
    add_target(parser)
    add_shell(parser)
    add_sign_in(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(words.shell, env, parent_name())
    signed_in = become_named(open_desk(env), words)
    return Outcome(export_lines(signed_in.session, dialect), told=_warning(dialect))


def _warning(dialect: str) -> str:
    """For who sees the lines on the screen; nothing where a shell or a program gets them."""
    if not os.isatty(1):
        return ""
    use = "rolecall export … | source" if dialect == "fish" else _USE
    return f"hint: These lines hold secrets; to use them: {use}"
