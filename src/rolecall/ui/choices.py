"""What there is to pick from, and which rows of it a query shows."""

from collections.abc import Sequence

from rolecall.catalog.resolve import resolve
from rolecall.core.model import Target
from rolecall.core.search import Index
from rolecall.core.state import State, load_state, target_key
from rolecall.signin.desk import Desk
from rolecall.ui.guessing import guessed
from rolecall.ui.held import HeldSessions
from rolecall.ui.rows import Listing, rows_at_rest, rows_matching


class Choices:
    """The catalog's targets, and the roles learned since the picker opened."""

    def __init__(self, desk: Desk, held: HeldSessions) -> None:
        self._desk = desk
        self._held = held
        self._targets = desk.catalog.targets
        self._index = self._indexed()

    def __len__(self) -> int:
        return len(self._targets)

    def listing(self, query: str, base_profile: str) -> Listing:
        """The rows for a query; without one, what is held and recent first."""
        if query.strip():
            return rows_matching(query, self._index, self._targets, self._typed)
        held = self._held.positions(self._targets, base_profile)
        return rows_at_rest(self._targets, held, self._state.recents)

    async def guesses(self, query: str) -> list[Target]:
        """What a query without a hit may have meant, the best guess first."""
        targets, index = self._targets, self._index
        return [targets[position] for position in await guessed(index, query)]

    def learn(self, targets: Sequence[Target]) -> None:
        """Roles typed by hand, or listed by an assertion, are targets from now on."""
        known = {target.arn for target in self._targets}
        if new := [target for target in targets if target.arn not in known]:
            self._targets = (*self._targets, *new)
            self._index = self._indexed()

    def _typed(self, account: Target, role: str) -> Target:
        """A role not seen yet, by the settings of its account alone, as on the command line."""
        target = resolve(self._desk.catalog, account.account_id, role)
        return target if target.aliases else target._replace(aliases=account.aliases)

    def _indexed(self) -> Index:
        recents = self._state.recents
        used = {
            target.arn: float(recent.times)
            for target in self._targets
            if (recent := recents.get(target_key(target.account_id, target.role)))
        }
        return Index(self._targets, used)

    @property
    def _state(self) -> State:
        return load_state(self._desk.paths.state_file)
