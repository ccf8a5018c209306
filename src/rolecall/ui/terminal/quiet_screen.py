"""A screen that is not drawn again and again while a dialog covers it."""

from typing import TypeVar

from textual.screen import Screen

Result = TypeVar("Result")


class QuietScreen(Screen[Result]):
    """Has the dialog above drawn again only when something here has changed."""

    def _compositor_refresh(self) -> None:
        # Private API: a covered screen that has changed once is marked as changed anew each time,
        # and the whole window is drawn every second from then on (Textual 8.2).
        super()._compositor_refresh()
        if self.is_attached and self is not self.app.screen:
            self._repaint_required = False
            self._exchange_repaint_regions()
