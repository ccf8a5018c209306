"""`rolecall pick`: the picker as numbered lines, for screen readers and plain terminals."""

import os
import shlex
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Argument, Namespace
from rolecall.cli.grammar.shared_options import FORCE_ROLE, SIGN_IN, plan_options, shell_option
from rolecall.cli.line_picker import ask_for_name, ask_for_target
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import sign_in, terminal_prompter
from rolecall.cli.terminal.terminal import Terminal, open_terminal
from rolecall.core.errors import InputNeeded
from rolecall.core.model import Target
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.handover.shell.export_command import export_command
from rolecall.handover.shell.exports import export_lines
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Plan
from rolecall.signin.services import SignedIn
from rolecall.signin.targets.target_words import target_words

_HINT = "Name the role: rolecall export ACCOUNT [ROLE]; rolecall list shows them."

ARGUMENTS = (
    Argument("query", "QUERY", "words to search for, as in the picker", many=True),
    shell_option(),
    *(option for option in SIGN_IN if option is not FORCE_ROLE),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(args.shell, env, parent_name())
    options = plan_options(args)
    if args.no_input:
        raise InputNeeded("A number is needed, but --no-input forbids asking.", _HINT)
    handle = open_terminal()
    if handle is None:
        raise InputNeeded("A number is needed, but there is no terminal to ask on.", _HINT)
    desk = open_desk(env)
    terminal = Terminal(handle)
    try:
        plan = desk.plan(_chosen(desk, terminal, " ".join(args.query)), options)
    finally:
        terminal.close()
    signed_in = sign_in(desk, plan, terminal_prompter(desk, args, TerminalPrompter))
    session = signed_in.session
    until = session.expiration.astimezone()
    tell(f"Assumed {session.account_name} · {session.role}, until {until:%H:%M:%S}.")
    if os.isatty(1):
        _tell_next(desk, plan, signed_in, dialect)
        return DONE
    return Outcome(export_lines(session, dialect, desk.env))


def _chosen(desk: Desk, terminal: Terminal, query: str) -> Target:
    """Returns the target that is picked, once the name of a protected account was typed."""
    target = ask_for_target(desk, terminal, query)
    if target.protected and desk.sign_in.held(desk.plan(target)) is None:
        ask_for_name(terminal, target)
    return target


def _tell_next(desk: Desk, plan: Plan, signed_in: SignedIn, dialect: str) -> None:
    # An assertion may list the role with a path that was not typed.
    taken = plan.replaced(target=plan.target._replace(role=signed_in.session.role))
    words = target_words(desk, taken)
    tell(f"hint: To use it in this shell: {export_command(words, dialect)}")
    tell(f"hint: In every AWS tool: rolecall profile {shlex.join(words)}")
