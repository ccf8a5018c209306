"""How the page opens: its first rows are drawn once, and what they do without is made later."""

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events

from rolecall.signin.desk import Desk
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.terminal.quiet_screen import QuietScreen

if TYPE_CHECKING:
    from rolecall.ui.sessions.sessions_tab import SessionsTab
    from rolecall.ui.state.surroundings import Surroundings


class OpeningScreen(QuietScreen[None]):
    """A screen that is drawn first without the parts that its first rows do not need."""

    def __init__(self, desk: Desk, *, captured: bool, classes: str) -> None:
        super().__init__(classes=classes)
        self.desk = desk
        self.captured = captured
        self.held = HeldSessions(desk)
        self.is_whole = False  # all parts are mounted, not only those of the first rows

    @cached_property
    def surroundings(self) -> "Surroundings":
        """What other tools hold, and who was handed our sessions."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.state.surroundings import Surroundings

        return Surroundings(self.desk, self.held)

    @cached_property
    def sessions(self) -> "SessionsTab":
        """The tab of the sessions."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.sessions.sessions_tab import SessionsTab

        return SessionsTab(self.desk, self.held, self.surroundings, captured=self.captured)

    async def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keeps Textual from styling and drawing twice what was only just mounted."""
        if self.is_whole:
            return
        event.refresh_styles = False
        # Private API: what is drawn within the batch in which an application starts is thrown away.
        while self.app._batch_count and self.app.is_running:
            await asyncio.sleep(0)
