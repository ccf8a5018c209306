"""What each command of the table does, by its id; a room for each part of the page."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rolecall.ui.actions import board, marks, page, pins, settings, targets

if TYPE_CHECKING:
    from rolecall.ui.picker import Picker

ACTIONS: Mapping[str, "Callable[[Picker], None]"] = {
    **targets.ACTIONS,
    **marks.ACTIONS,
    **pins.ACTIONS,
    **board.ACTIONS,
    **page.ACTIONS,
    **settings.ACTIONS,
}
