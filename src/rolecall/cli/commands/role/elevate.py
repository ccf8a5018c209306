"""`rolecall elevate`: all of a role that is read-only by default, for a while."""

import os
from collections.abc import Mapping
from functools import partial

from rolecall.cli.grammar.grammar import Namespace, Option
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options, shell_option
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import chosen_target, sign_in, terminal_prompter
from rolecall.core.settings.setting_values import parse_duration
from rolecall.handover.shell.dialects import parent_name
from rolecall.handover.shell.exports import export_lines, output_form
from rolecall.signin.desk import open_desk
from rolecall.signin.scope.elevation import USUAL, check_elevatable, checked_reason, elevate

_NOT_HERE = ("--duration", "--read-only")

ARGUMENTS = (
    *TARGET,
    Option("--for", "T", f"how long: 15m, 30m, 1h; default: {USUAL}, AWS's shortest"),
    Option("--reason", "TEXT", "why; the session board and rolecall sessions show it"),
    shell_option(files=True),
    *(option for option in SIGN_IN if option.flags[0] not in _NOT_HERE),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    form = output_form(args.shell, env, parent_name())
    reason = checked_reason(args.reason)
    duration = getattr(args, "for") or USUAL
    parse_duration(duration)
    args.duration, args.read_only = duration, False
    desk = open_desk(env)
    options = plan_options(args)
    options = options.replaced(scope=options.scope.replaced(elevated=True))
    plan = desk.plan(chosen_target(desk, args), options)
    check_elevatable(plan)
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    signed_in = sign_in(desk, plan, prompter, partial(elevate, desk, reason=reason))
    session = signed_in.session
    until = session.expiration.astimezone()
    tell(f"Elevated {session.account_name} · {session.role} until {until:%H:%M:%S}.")
    if not os.isatty(1):
        return Outcome(export_lines(session, form, desk.env))
    tell("hint: Profiles that call Rolecall use it now, and are read-only again after that.")
    tell('hint: In this shell: out="$(rolecall elevate …)" && eval "$out"')
    return DONE
