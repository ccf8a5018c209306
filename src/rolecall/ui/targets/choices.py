"""What there is to pick from, and which rows of it a query shows."""

from collections.abc import Sequence

from rolecall.catalog.resolve import role_in_account
from rolecall.core.model import Target
from rolecall.core.search.index import Index, IndexBuilder
from rolecall.core.search.layout import Layout
from rolecall.core.state.state import State, load_state, target_key
from rolecall.signin.desk import Desk
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.pins import Pins
from rolecall.ui.targets.guessing import guessed
from rolecall.ui.targets.target_rows import Listing, rows_at_rest, rows_matching


class Choices:
    """The catalog's targets, and the roles learned since the picker opened.

    The rows at rest need no index: it is made a step at a time, and at once when a query comes.
    """

    def __init__(self, desk: Desk, held: HeldSessions, pins: Pins) -> None:
        self._desk = desk
        self._held = held
        self._pins = pins
        self._targets = desk.catalog.targets
        pins.know(self._state.pins)
        self._builder = IndexBuilder(self._targets)
        self._made: Index | None = None
        self._by_account: dict[str, list[Target]] | None = None

    def __len__(self) -> int:
        return len(self._targets)

    def listing(self, query: str, base_profile: str) -> Listing:
        """The rows for a query; without one, what is held and recent first."""
        if query.strip():
            return rows_matching(query, self._index, self._targets, self._typed)
        held = self._held.positions(self._targets, base_profile)
        state = self._state
        if self._pins.know(state.pins):  # another picker's
            self.pins_changed()
        return rows_at_rest(self._targets, held, state.recents, state.pins)

    def pins_changed(self) -> None:
        """From the next search on the pinned come first among equals."""
        if self._made is not None:
            self._made = self._indexed(self._made.layout)

    def prepare(self) -> bool:
        """Do some milliseconds' work for the searches to come; says whether all of it is done."""
        return self._made is not None or self._builder.step()

    async def guesses(self, query: str) -> list[Target]:
        """What a query without a hit may have meant, the best guess first."""
        targets, index = self._targets, self._index
        return [targets[position] for position in await guessed(index, query)]

    def learn(self, targets: Sequence[Target]) -> bool:
        """Roles typed by hand, or listed by an assertion, are targets from now on.

        Says whether any of them is new.
        """
        accounts = {target.account_id for target in targets}
        known = {target.arn for target in self._targets if target.account_id in accounts}
        new = [target for target in targets if target.arn not in known]
        if new:
            self._targets = (*self._targets, *new)
            self._builder, self._made = IndexBuilder(self._targets), None
        return bool(new)

    def _typed(self, account: Target, role: str) -> Target:
        """A role not seen yet, by the settings of its account alone, as on the command line."""
        return role_in_account(self._desk.catalog, self._beside(account), role)

    def _beside(self, target: Target) -> list[Target]:
        """The targets of the catalog in the account of one of them."""
        if self._by_account is None:
            self._by_account = {}
            for each in self._desk.catalog.targets:
                self._by_account.setdefault(each.account_id, []).append(each)
        return self._by_account.get(target.account_id, [target])

    @property
    def _index(self) -> Index:
        if self._made is None:
            self._made = self._indexed(self._builder.layout())
        return self._made

    def _indexed(self, layout: Layout) -> Index:
        recents = self._state.recents
        keys = {*recents, *self._pins.keys}
        accounts = {key.partition("/")[0] for key in keys}
        known = [target for target in self._targets if target.account_id in accounts]
        used = {
            target.arn: float(recent.times)
            for target in known
            if (recent := recents.get(target_key(target.account_id, target.role)))
        }
        pinned = {target.arn for target in known if target in self._pins}
        return Index(self._targets, used, pinned, layout)

    @property
    def _state(self) -> State:
        return load_state(self._desk.paths.state_file)
