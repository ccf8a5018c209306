"""What each command of the table does, by its id; a room for each part of the page."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rolecall.ui.actions import marks, page, pins, sessions, settings, targets

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker

ACTIONS: Mapping[str, "Callable[[Picker], None]"] = {
    **targets.ACTIONS,
    **marks.ACTIONS,
    **pins.ACTIONS,
    **sessions.ACTIONS,
    **page.ACTIONS,
    **settings.ACTIONS,
}
