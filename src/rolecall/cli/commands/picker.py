"""`rolecall`: the picker."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rolecall.cli.grammar.parser import Namespace, Parser
from rolecall.cli.grammar.shared_options import add_shell
from rolecall.cli.outcome import Outcome
from rolecall.cli.sign_in import demo_codes
from rolecall.cli.terminal.screen import require_screen, terminal_on_every_handle
from rolecall.core.errors import InputNeeded
from rolecall.core.notices import hear
from rolecall.core.process.garbage_collection import pause
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.handover.shell.exports import export_lines
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.signed_in import SignedIn
from rolecall.ui.startup.first_page import first_page
from rolecall.ui.terminal.signals import terminal_kept_whole
from rolecall.ui.terminal.title import title_kept


def arguments(parser: Parser) -> None:
    parser.add_argument("--stay", action="store_true", help="stay open also when captured")
    parser.add_argument("--no-input", action="store_true", help="exit 3: the picker only asks")
    add_shell(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(words.shell, env, parent_name())
    if words.no_input:
        raise InputNeeded("The picker only asks, and --no-input forbids it.", "Use rolecall list.")
    captured = not words.stay and not os.isatty(1)
    _, signed_in, status = pick(env, captured=captured)
    return Outcome(export_lines(signed_in.session, dialect, env) if signed_in else "", status)


@contextmanager
def _notices_kept() -> Iterator[None]:
    """What is told meanwhile waits for the picker's message line, or for its end."""
    before = hear(None)
    try:
        yield
    finally:
        hear(before)


def pick(env: Mapping[str, str], *, captured: bool) -> tuple[Desk, SignedIn | None, int]:
    """Show the picker, wherever stdout leads: its desk, what to hand over, and the exit status."""
    require_screen(env)
    pause()  # until the picker has all it keeps
    with (
        _notices_kept(),
        terminal_on_every_handle(),
        title_kept(env) as title,
        terminal_kept_whole(title),
        first_page(env, captured=captured) as page,
    ):
        desk = open_desk(env)
        # deferred: Textual costs 0.2 s, and must find the terminal in place
        from rolecall.ui.app import run_picker

        codes = demo_codes(desk.env, lambda: desk.clock().timestamp())
        result = run_picker(desk, captured=captured, device_code=codes, first_page=page)
    if result.wants_demo:
        # deferred: the embedded AWS is no part of the picker
        from rolecall.demo.run import run_demo

        return desk, None, run_demo(())
    return desk, result.signed_in if captured else None, result.exit_status
