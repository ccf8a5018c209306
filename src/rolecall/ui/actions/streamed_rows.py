"""Rows that come while somebody is at work: what an Identity Center lists, page after page."""

from collections.abc import Sequence

from rolecall.catalog.identity_center.assigned_targets import UNLISTED
from rolecall.core.model import IDENTITY_CENTER, Target
from rolecall.ui.targets.targets_tab import TargetsTab


class StreamedRows:
    """Shows new targets in the targets tab, and says which ones are awaited there."""

    def __init__(self, tab: TargetsTab) -> None:
        self._tab = tab

    def show(self, targets: Sequence[Target]) -> None:
        """Adds targets that are new, and shows them; the cursor stays on its target."""
        tab = self._tab
        here, at = tab.target, tab.list.cursor
        tab.learn(targets)
        tab.search.search(tab.list.query_shown)
        if not at:  # nobody has moved: the best match is to be under the cursor
            return
        places = (place for place, row in enumerate(tab.list.rows) if row.target == here)
        tab.list.put_cursor(next(places, min(at, len(tab.list.rows) - 1)))

    def awaited(self) -> tuple[str, ...]:
        """Returns the accounts on the screen whose roles may still have to be listed, by id.

        The one under the cursor comes first. May be called from any thread.
        """
        rows, shown = self._tab.list.rows, self._tab.list
        top, height = int(shown.scroll_offset.y), max(1, shown.size.height)
        seen = [shown.row, *rows[top : top + height]]
        ids = (
            row.target.account_id
            for row in seen
            if row is not None
            and row.target is not None
            and row.target.scheme == IDENTITY_CENTER
            and (row.typed or row.target.role == UNLISTED)
        )
        return tuple(dict.fromkeys(ids))
