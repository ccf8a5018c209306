"""What is wrong with the user's files, ours and the keys, as the picker tells it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rolecall.core.errors import RolecallError
from rolecall.core.notices import set_listener, take_pending

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker

Say = Callable[[str, str, str], None]  # kind, text, hint


def tell_problems(say: Say, files: Sequence[RolecallError], keys: Sequence[RolecallError]) -> None:
    """The first one, and how many there are beside it; before all, what nobody heard yet."""
    notices = [RolecallError(line, hint) for line, hint in take_pending()]
    problems = (*notices, *files, *keys)
    if not problems:
        return
    others = len(problems) - 1
    where = ": rolecall list" if others and len(notices) + len(files) > 1 else ""
    more = f" And {others} more{where}." if others else ""
    say(
        "error" if files and not notices else "warning",
        problems[0].message,
        problems[0].hint + more,
    )


def hear_notices(picker: "Picker") -> None:
    """Show what is told from now on, in whatever thread, as a message of this page."""

    def announce(line: str, hint: str) -> None:
        if picker.is_open:
            picker.announce("warning", line, hint)

    def ear(line: str, hint: str) -> None:
        picker.call_later(announce, line, hint)

    set_listener(ear)
