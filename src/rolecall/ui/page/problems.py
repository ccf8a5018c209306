"""Turns problems of the user's files and keys, and notices, into messages of the page."""

from collections.abc import Callable, Sequence

from textual.screen import Screen

from rolecall.core.errors import RolecallError
from rolecall.core.notices import set_listener, take_pending
from rolecall.signin.desk import Desk
from rolecall.ui.keymap import keymap_from
from rolecall.ui.messages import StatusMessage


def first_of(files: Sequence[RolecallError], keys: Sequence[RolecallError]) -> StatusMessage | None:
    """Returns the first problem as a message that counts the others; None without problems.

    Pending notices, which were not shown yet, come before all others.
    """
    notices = [RolecallError(line, hint) for line, hint in take_pending()]
    problems = (*notices, *files, *keys)
    if not problems:
        return None
    others = len(problems) - 1
    where = ": rolecall list" if others and len(notices) + len(files) > 1 else ""
    more = f" And {others} more{where}." if others else ""
    kind = "error" if files and not notices else "warning"
    return StatusMessage(kind, problems[0].message, problems[0].hint + more)


def show_problems(
    screen: Screen[None], desk: Desk, announce: Callable[[str, str, str], None]
) -> None:
    """Announces what is wrong with the user's files and keys, and then every notice.

    Nothing of a head, whose files were not read to their end. Notices may come from any thread;
    they are announced in the event loop, while `screen` exists.
    """
    if desk.catalog.is_head:
        return  # more of them may be found, or none
    keys = keymap_from(desk.settings.keymap).problems
    if problem := first_of(desk.catalog.problems, keys):
        announce(*problem)

    def show_if_open(line: str, hint: str) -> None:
        if screen.app.is_running and screen.is_attached:
            announce("warning", line, hint)

    def on_notice(line: str, hint: str) -> None:
        screen.call_later(show_if_open, line, hint)

    set_listener(on_notice)
