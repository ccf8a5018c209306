"""Runs the picker on the terminal, for the commands that show it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rolecall.cli.prompters.demo_codes import demo_codes
from rolecall.cli.terminal.screen import require_screen, terminal_on_every_handle
from rolecall.core.notices import set_listener
from rolecall.core.process.garbage_collection import pause
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.services import SignedIn
from rolecall.ui.startup.first_page import first_page
from rolecall.ui.terminal.signals import terminal_kept_whole
from rolecall.ui.terminal.title import title_kept

SPARE = 50  # rows listed at first beyond those that the window has


def open_picker(env: Mapping[str, str], *, captured: bool) -> tuple[Desk, SignedIn | None, int]:
    """Runs the picker until it is left, wherever stdout leads.

    Returns its desk, the session to hand over (None unless `captured`) and the exit status.
    """
    require_screen(env)
    pause()  # until the picker has built all that stays
    with (
        _notices_kept(),
        terminal_on_every_handle(),
        title_kept(env) as title,
        terminal_kept_whole(title),
        first_page(env, captured=captured) as page,
    ):
        desk = open_desk(env, first_rows=page.rows + SPARE)
        # deferred: Textual costs 0.2 s, and must find the terminal in place
        from rolecall.ui.app import run_picker

        codes = demo_codes(desk.env, lambda: desk.clock().timestamp())
        result = run_picker(desk, captured=captured, device_code=codes, first_page=page)
    if result.wants_demo:
        # deferred: the embedded AWS is no part of the picker
        from rolecall.demo.run import run_demo

        return desk, None, run_demo(())
    return desk, result.signed_in if captured else None, result.exit_status


@contextmanager
def _notices_kept() -> Iterator[None]:
    """Keeps notices until the picker shows them in its message line, or until it is left."""
    before = set_listener(None)
    try:
        yield
    finally:
        set_listener(before)
