"""What a crash still has to undo, where the code that should have done it failed itself."""

from collections.abc import Callable
from contextlib import suppress

_undo: list[Callable[[], object]] = []


def undo_at_crash(undo: Callable[[], object]) -> None:
    """Has `undo` called at a crash, until `forget_undo`: to restore the terminal, for instance."""
    _undo.append(undo)


def forget_undo(undo: Callable[[], object]) -> None:
    """Forgets what has been undone in time."""
    with suppress(ValueError):
        _undo.remove(undo)


def undo_all() -> None:
    """Undoes all that is left, the last first."""
    while _undo:
        with suppress(Exception):  # the next one may still succeed
            _undo.pop()()
