"""The search of the picker at work: a query in, rows out, and guesses when they are ready."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Protocol

from textual.worker import Worker

from rolecall.catalog.qualifiers import Qualifiers
from rolecall.core.model import Target
from rolecall.core.process.garbage_collection import resume_for_new_objects
from rolecall.signin.desk import Desk
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.pins import Pins
from rolecall.ui.targets.choices import Choices
from rolecall.ui.targets.target_rows import Listing, with_guesses

# Not the coroutine itself: one that is given up before it begins would be complained of.
Work = Callable[[], Coroutine[Any, Any, None]]


class Page(Protocol):
    """What the search needs of the screen that shows its rows."""

    held: HeldSessions
    base_profile: str

    @property
    def is_open(self) -> bool: ...
    def run_worker(self, work: Work, *, description: str) -> Worker[None]: ...
    def show_listing(self, listing: Listing, query: str, total: int) -> None: ...
    def show_more(self, listing: Listing) -> None: ...


class Searching:
    """Answers one query after another; the next one gives up what is still looked for."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self._page = page
        self.pins = Pins(desk.paths.state_file)
        self._choices = Choices(desk, page.held, self.pins)
        self.qualifier_of = Qualifiers(desk.catalog.targets).of
        self._guessing: Worker[None] | None = None
        self._preparing = False

    def prepare(self) -> None:
        """Get ready for the first search, in between of what else the loop has to do."""
        if not self._preparing:
            self._preparing = True
            self._page.run_worker(self._prepare, description="index")

    def search(self, query: str) -> None:
        """Show the rows for a query, best match first; without a hit, guesses follow."""
        if self._guessing is not None:
            self._guessing.cancel()
        listing = self._choices.listing(query, self._page.base_profile)
        self._page.show_listing(listing, query, len(self._choices))
        if query.strip() and not listing.found:
            self._guessing = self._page.run_worker(
                partial(self._guess, query, listing), description="guesses"
            )

    def pins_changed(self) -> None:
        """From the next search on. What is shown stays where it is."""
        self._choices.pins_changed()

    def learn(self, targets: Sequence[Target]) -> None:
        """Roles typed by hand, or listed by an assertion, are targets from now on."""
        if self._choices.learn(targets):
            self.prepare()

    async def _prepare(self) -> None:
        try:
            while not self._choices.prepare():
                await asyncio.sleep(0)
        finally:
            self._preparing = False
        resume_for_new_objects()

    async def _guess(self, query: str, listing: Listing) -> None:
        more = with_guesses(listing, await self._choices.guesses(query))
        if more is not listing and self._page.is_open:
            self._page.show_more(more)
