"""`rolecall console`: signs in to the web console, in the browser or by printing its address."""

import os
from collections.abc import Mapping
from contextlib import suppress

from rolecall.cli.grammar.grammar import Namespace, Option, Switch
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import chosen_target, terminal_prompter
from rolecall.core.errors import RolecallError
from rolecall.core.settings.settings import parse_duration
from rolecall.handover.console.browser import browser_words, open_in_browser
from rolecall.sessions.handed import CONSOLE, note_handed
from rolecall.signin.console import browser_of, checked_service, console_url
from rolecall.signin.desk import open_desk
from rolecall.signin.schemes import scheme_named

_SECRET = "hint: For 15 minutes, whoever opens this address is signed in."  # noqa: S105


ARGUMENTS = (
    *TARGET,
    Switch("--print", "print the address instead of opening it", name="prints"),
    Option("--service", "S", "the service to open: ec2, s3, cloudwatch"),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    service = checked_service(args.service)
    desk = open_desk(env)
    target = chosen_target(desk, args)
    browser = "" if args.prints else browser_of(desk, target)
    if browser:
        browser_words(browser)  # before a code is asked for
    options, duration = plan_options(args), 0
    if args.duration and not (target.hop or scheme_named(target.scheme).chains):
        # It applies to the console session, which may last longer than the role session.
        options, duration = options.replaced(duration=""), parse_duration(args.duration)
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    # Not by sign_in.sign_in, which asks for a region: the console opens without one.
    signed_in = desk.become(desk.plan(target, options), prompter)
    for note in signed_in.notes:
        tell(note)
    session = signed_in.session
    url = console_url(desk, session, prompter, service=service, duration=duration)
    if args.prints:
        return Outcome(f"{url.reveal()}\n", note=_SECRET if os.isatty(1) else "")
    open_in_browser(url, browser, env)
    with suppress(RolecallError):  # the console is open, even if the session board cannot note it
        note_handed(desk.paths, session, CONSOLE, desk.clock())
    tell(f"Opened the console in your browser: {session.account_name} · {session.role}.")
    return DONE
