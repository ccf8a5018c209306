"""What has to be said while work goes on: the core knows no screen, so whoever has it listens.

A cache folder that somebody else could write to, a lock that another process holds: the caller
gets what it asked for, and the person one line. The command line shows it on stderr, the picker as
a message; while nobody listens it is kept.
"""

from collections.abc import Callable

Ear = Callable[[str, str], None]  # a line and a hint; called in any thread

_ear: Ear | None = None
_unheard: list[tuple[str, str]] = []
_told: set[str] = set()


def post_notice_once(key: str, line: str, hint: str = "") -> None:
    """Tell a line, unless one of this key was told in this run."""
    if key not in _told:
        _told.add(key)
        post_notice(line, hint)


def post_notice(line: str, hint: str = "") -> None:
    """Tell a line now, or as soon as somebody listens."""
    if _ear is None:
        _unheard.append((line, hint))
    else:
        _ear(line, hint)


def set_listener(ear: Ear | None) -> Ear | None:
    """Call `ear` with every line from now on, and with those kept; returns who listened before.

    None: lines are kept, as while the screen is being taken over.
    """
    global _ear
    before, _ear = _ear, ear
    if ear is not None:
        for line, hint in take_pending():
            ear(line, hint)
    return before


def take_pending() -> list[tuple[str, str]]:
    """Takes the lines that nobody heard yet."""
    lines = list(_unheard)
    _unheard.clear()
    return lines
