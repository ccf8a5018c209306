"""The search of the targets tab: turns a query into rows, and adds guesses when ready."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from textual.worker import Worker

from rolecall.catalog.identity_center.assigned_targets import UNLISTED
from rolecall.catalog.natural_order import in_natural_order
from rolecall.catalog.resolve import resolve, role_in_account
from rolecall.catalog.ways.qualifiers import Qualifiers
from rolecall.core.model import DEFAULT_ROLE, IDENTITY_CENTER, Target, parse_role_arn
from rolecall.core.process.garbage_collection import resume_for_new_objects
from rolecall.core.state.preferences import preferences
from rolecall.core.state.state import State, load_state
from rolecall.signin.desk import Desk
from rolecall.ui.flows.host import Host
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.pins import Pins
from rolecall.ui.targets.target_rows import Listing, rows_without_query, with_guesses
from rolecall.ui.threads import in_thread

if TYPE_CHECKING:
    from rolecall.core.search.index import Index, IndexBuilder
    from rolecall.core.search.layout import Layout
    from rolecall.core.search.pasted_address import Address

# A function and not a coroutine: Python warns of a coroutine that was never awaited.
Start = Callable[[], Coroutine[Any, Any, None]]


class Results(Protocol):
    """What the search needs of the tab that shows its rows."""

    def run_worker(self, work: Start, *, description: str) -> Worker[None]: ...
    def show_listing(self, listing: Listing, query: str, total: int) -> None: ...
    def show_more(self, listing: Listing) -> None: ...


class Search:
    """Answers one query after another; the next one cancels the guesses of the last."""

    def __init__(self, results: Results, host: Host, desk: Desk, pins: Pins) -> None:
        self._results = results
        self._host = host
        self._candidates = Candidates(desk, host.held, pins)
        self.qualifier_of = self._candidates.qualifiers().of
        self._guessing: Worker[None] | None = None
        self._preparing = False

    def prepare(self) -> None:
        """Indexes the targets step by step, so that the event loop stays responsive."""
        if not self._preparing:
            self._preparing = True
            self._results.run_worker(self._prepare, description="index")

    def search(self, query: str) -> None:
        """Shows the rows of a query, best match first; without a match, guesses follow."""
        if query.strip() and self._candidates.is_head:
            return  # answered once all targets are there
        if self._guessing is not None:
            self._guessing.cancel()
        listing = self._candidates.listing(query, self._host.base_profile)
        self._results.show_listing(listing, query, len(self._candidates))
        if query.strip() and self._candidates.is_weak(query):
            self._guessing = self._results.run_worker(
                partial(self._guess, query, listing), description="guesses"
            )

    def pins_changed(self) -> None:
        """Applies changed pins from the next search on; no row that is shown moves."""
        self._candidates.pins_changed()

    def learn(self, targets: Sequence[Target]) -> None:
        """Adds roles typed by hand, or listed by an assertion, to the targets."""
        if self._candidates.learn(targets):
            self.qualifier_of = self._candidates.qualifiers().of
            self.prepare()

    async def _prepare(self) -> None:
        try:
            while not self._candidates.prepare():
                await asyncio.sleep(0)
        finally:
            self._preparing = False
        resume_for_new_objects()

    async def _guess(self, query: str, listing: Listing) -> None:
        more = with_guesses(listing, await self._candidates.guesses(query))
        if more is not listing and self._host.is_open:
            self._results.show_more(more)


class Candidates:
    """What can be found: the catalog's targets, and the roles learned since the picker opened.

    Listing without a query needs no index: it is built step by step, or at once for a query.
    """

    def __init__(self, desk: Desk, held: HeldSessions, pins: Pins) -> None:
        self._desk = desk
        self._held = held
        self._pins = pins
        self._targets = desk.catalog.targets
        pins.know(self._state.pins)
        self._building: IndexBuilder | None = None
        self._made: Index | None = None

    def __len__(self) -> int:
        return len(self._targets)

    @property
    def is_head(self) -> bool:
        """Whether there are more targets, which were not read yet."""
        return self._desk.catalog.is_head

    def listing(self, query: str, base_profile: str) -> Listing:
        """Returns the rows of a query; without one, what is held and recent comes first."""
        if query.strip():
            # deferred: the first rows have no query
            from rolecall.ui.targets.matching.matching_rows import rows_matching

            return rows_matching(query, self._index, self._targets, self._typed, self._unlisted)
        held = self._held.positions(self._targets, base_profile)
        state = self._state
        if self._pins.know(state.pins):  # another picker has changed them
            self.pins_changed()
        return rows_without_query(self._targets, held, state.recents, state.pins)

    def is_weak(self, query: str) -> bool:
        """Whether guesses at a query may help: no target has all of it in one piece."""
        return self._index.is_weak(query)

    def pins_changed(self) -> None:
        """Rebuilds the order, so that pinned targets come first among equals."""
        if self._made is not None:
            self._made = self._indexed(self._made.layout)

    def prepare(self) -> bool:
        """Indexes for some milliseconds; returns whether the index is complete."""
        return self._made is not None or self._builder.step()

    async def guesses(self, query: str) -> list[Target]:
        """Returns what a query without a match may have meant, the best guess first."""
        targets, index = self._targets, self._index
        return [targets[position] for position in await guessed(index, query)]

    def learn(self, targets: Sequence[Target]) -> bool:
        """Adds targets; returns whether any of them is new.

        The roles of an account take the place of the row that stood for them until now.
        """
        accounts = {target.account_id for target in targets}
        known = {_key(target) for target in self._targets if target.account_id in accounts}
        new = [target for target in targets if _key(target) not in known]
        if new:
            listed = {(each.account_id, each.idp) for each in new if each.role != UNLISTED}
            kept = [
                each
                for each in self._targets
                if each.role != UNLISTED or (each.account_id, each.idp) not in listed
            ]
            self._targets = (*kept, *new)
            if any(each.scheme == IDENTITY_CENTER for each in new):  # they come in any order
                self._targets = tuple(in_natural_order(self._targets))
            self._building = self._made = None
        return bool(new)

    def qualifiers(self) -> Qualifiers:
        """Returns what tells the targets of one account apart."""
        return Qualifiers((*self._targets, *self._desk.catalog.beyond))

    def _typed(self, account: Target, role: str) -> Target:
        """Returns the target of a role not seen yet, with the settings of its account."""
        beside = self._index.targets_of(account.account_id)
        return role_in_account(self._desk.catalog, beside, role)

    def _unlisted(self, typed: str, address: "Address") -> Target:
        """Returns the target of an address whose account is in no list."""
        if parse_role_arn(typed):
            return resolve(self._desk.catalog, typed)
        return self._desk.catalog.role(address.account, address.role or DEFAULT_ROLE)

    @property
    def _builder(self) -> "IndexBuilder":
        if self._building is None:
            # deferred: the first rows have no query
            from rolecall.core.search.index import IndexBuilder

            self._building = IndexBuilder(self._targets)
        return self._building

    @property
    def _index(self) -> "Index":
        if self._made is None:
            self._made = self._indexed(self._builder.layout())
        return self._made

    def _indexed(self, layout: "Layout") -> "Index":
        # deferred: the first rows have no query
        from rolecall.core.search.index import Index

        at = self._desk.clock().timestamp()
        used, pinned = preferences(self._targets, self._state.recents, self._pins.keys, at)
        return Index(self._targets, used, pinned, layout)

    @property
    def _state(self) -> State:
        return load_state(self._desk.paths.state_file)


def _key(target: Target) -> tuple[str, str]:
    return target.arn, target.identity("")


async def guessed(index: "Index", query: str) -> list[int]:
    """Returns positions of targets, the best guess first; cancelling the task ends the search."""
    # deferred: the first rows have no query
    from rolecall.core.search.guesses import guesses

    unwanted = Event()
    try:
        return await in_thread(lambda: guesses(index, query, unwanted.is_set), "guesses")
    finally:
        unwanted.set()
