"""The pinned targets, saved to state.toml at once, which other pickers write as well."""

import asyncio
from collections.abc import Iterable

from rolecall.core.model import Target
from rolecall.core.state.state import State, target_key, update_state, with_name
from rolecall.ui.threads import in_thread


class Pins:
    """The pinned targets as of the last read; `known` are the keys read from state.toml."""

    def __init__(self, state_file: str, known: Iterable[str] = ()) -> None:
        self._path = state_file
        self._keys = frozenset(known)
        self._one_by_one = asyncio.Lock()

    def __contains__(self, target: Target) -> bool:
        return bool(self._keys) and target_key(target.account_id, target.role) in self._keys

    @property
    def keys(self) -> frozenset[str]:
        """The pinned targets, each as `ACCOUNT_ID/ROLE`."""
        return self._keys

    def know(self, keys: Iterable[str]) -> bool:
        """Takes over the keys that state.toml has now; returns whether they differ."""
        before, self._keys = self._keys, frozenset(keys)
        return self._keys != before

    async def toggle(self, target: Target) -> bool:
        """Pins or unpins a target; returns whether it is pinned now. Raises RolecallError."""
        key = target_key(target.account_id, target.role)
        async with self._one_by_one:
            on = key not in self._keys

            def change(state: State) -> State:
                return state._replace(pins=with_name(state.pins, key, on))

            state = await in_thread(lambda: update_state(self._path, change), "pins")
            self.know(state.pins)
        return on
