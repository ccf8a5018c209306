"""The targets marked to be assumed together, and the sign in the gutter of a row."""

from collections.abc import Callable

from rolecall.core.model import Target

MARKED, PINNED = "■", "★"


class Marks:
    """The marked targets, in the order they were marked; a new query does not clear them."""

    def __init__(self) -> None:
        self._targets: dict[Target, None] = {}

    def __len__(self) -> int:
        return len(self._targets)

    def __contains__(self, target: Target) -> bool:
        return target in self._targets

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(self._targets)

    def toggle(self, target: Target) -> bool:
        """Marks or unmarks a target; returns whether it is marked now."""
        if target in self._targets:
            del self._targets[target]
            return False
        self._targets[target] = None
        return True

    def clear(self) -> bool:
        """Removes all marks; returns False where there were none."""
        had = bool(self._targets)
        self._targets.clear()
        return had


def gutter_sign(marks: Marks, is_pinned: Callable[[Target], bool]) -> Callable[[Target], str]:
    """Returns the function that gives a target's sign, "" for none: a mark wins over a pin."""

    def sign(target: Target) -> str:
        if target in marks:
            return MARKED
        return PINNED if is_pinned(target) else ""

    return sign
