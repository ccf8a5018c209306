"""The action of each command of the table, by its id; one module for each part of the page."""

from collections.abc import Callable, Mapping

from rolecall.ui.actions import identity_center, marks, page, pins, sessions, settings, targets
from rolecall.ui.page.picker import Picker

ACTIONS: Mapping[str, Callable[[Picker], None]] = {
    **targets.ACTIONS,
    **marks.ACTIONS,
    **pins.ACTIONS,
    **sessions.ACTIONS,
    **page.ACTIONS,
    **settings.ACTIONS,
    **identity_center.ACTIONS,
}
