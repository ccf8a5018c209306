"""The targets that are marked, to be assumed together, and the sign a row has in its gutter."""

from collections.abc import Callable

from rolecall.core.model import Target

MARKED, PINNED = "■", "★"


class Marks:
    """Marked targets in the order they were marked; they outlive every query."""

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
        """Mark it, or take its mark away; says whether it is marked now."""
        if target in self._targets:
            del self._targets[target]
            return False
        self._targets[target] = None
        return True

    def clear(self) -> bool:
        """Take all marks away; False where there was none."""
        had = bool(self._targets)
        self._targets.clear()
        return had


def gutter_sign(marks: Marks, is_pinned: Callable[[Target], bool]) -> Callable[[Target], str]:
    """What stands before a target's name: a mark wins over a pin."""

    def sign(target: Target) -> str:
        if target in marks:
            return MARKED
        return PINNED if is_pinned(target) else ""

    return sign
