"""Notices for the user about something that does not stop the work.

For example a cache folder that others can write to, or a lock that another process holds. The core
cannot print, so a listener shows them: the command line on stderr, the picker as a message. Without
a listener they are queued.
"""

from collections.abc import Callable

Listener = Callable[[str, str], None]  # a line and a hint; called in any thread

_listener: Listener | None = None
_pending: list[tuple[str, str]] = []
_posted: set[str] = set()


def post_notice_once(key: str, line: str, hint: str = "") -> None:
    """Posts a notice unless one with this key was posted before in this process."""
    if key not in _posted:
        _posted.add(key)
        post_notice(line, hint)


def post_notice(line: str, hint: str = "") -> None:
    """Passes a notice to the listener, or queues it until there is one."""
    if _listener is None:
        _pending.append((line, hint))
    else:
        _listener(line, hint)


def set_listener(listener: Listener | None) -> Listener | None:
    """Sets the callback for notices, passes it the queued ones, and returns the previous callback.

    None: notices are queued, for example while the picker takes over the terminal.
    """
    global _listener
    before, _listener = _listener, listener
    if listener is not None:
        for line, hint in take_pending():
            listener(line, hint)
    return before


def take_pending() -> list[tuple[str, str]]:
    """Returns the queued notices, each a line and a hint, and empties the queue."""
    pending = list(_pending)
    _pending.clear()
    return pending
