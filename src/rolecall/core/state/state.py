"""state.toml: what Rolecall remembers from one run to the next. Nobody has to write it."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.files.locks import locked
from rolecall.core.files.own_files import ownership_fault
from rolecall.core.files.private_files import sweep_orphans, write_private
from rolecall.core.model import Target
from rolecall.core.state import guard_copy
from rolecall.core.state.state_file import read_state_file
from rolecall.core.state.state_tables import GUARD, tables_from
from rolecall.core.state.state_tables import MOST_RECENTS as MOST_RECENTS
from rolecall.core.state.state_tables import Recent as Recent
from rolecall.core.state.state_tables import State as State


def with_name(names: tuple[str, ...], name: str, on: bool) -> tuple[str, ...]:
    """These pins, or profiles kept fresh, with one of them added or taken out."""
    others = tuple(other for other in names if other != name)
    return (*others, name) if on else others


def guard_chosen(state: State) -> tuple[str, ...]:
    """The patterns of aliases that are protected because the palette says so."""
    chosen = state.settings.get(GUARD)
    return tuple(chosen.split()) if isinstance(chosen, str) else ()


def target_key(account_id: str, role: str) -> str:
    """How state.toml calls a target; the role has its path if it has one."""
    return f"{account_id}/{role}"


def record_use(
    state: State, target: Target, *, at: float, typed: bool, base_profile: str, device: str
) -> State:
    """Remember that `target` was assumed `at` seconds since the epoch, and how.

    `typed`: its role was typed by hand, and no file names it. `device`: the serial number whose
    code AWS took; empty where none was asked.
    """
    key = target_key(target.account_id, target.role)
    old = state.recents.get(key)
    state = state._replace(
        recents={**state.recents, key: Recent(int(at), old.times + 1 if old else 1)}
    )
    if typed:
        roles = dict.fromkeys((*state.typed_roles.get(target.account_id, ()), target.role))
        state = state._replace(typed_roles={**state.typed_roles, target.account_id: tuple(roles)})
    if device:
        state = state._replace(last_device={**state.last_device, base_profile: device})
    return state


def load_state(path: str) -> State:
    """What is remembered at `path`; never raises: what cannot be read is forgotten, and told.

    What protects accounts is not: see `guard_copy`.
    """
    found = read_state_file(path)
    if found.is_unproved:
        with suppress(RolecallError), locked(os.path.realpath(path), patience=0.0):
            if (found := read_state_file(path)).is_unproved:
                guard_copy.write_copy(path, _guard_of(found.state))
    return found.state


def update_state(path: str, change: Callable[[State], State]) -> State:
    """Read, change and write the state while holding its lock, so that no other change is lost.

    A damaged file is kept as `state.toml.broken-1`, -2 and so on; a link stays a link. Where the
    file is not ours nothing is written, which is told. Raises RolecallError where the system
    refuses to read or write.
    """
    if ownership_fault(path, follow=True) is not None:
        return change(load_state(path))
    real = os.path.realpath(path)
    with locked(real):
        old = read_state_file(path)
        if old.error is not None:
            raise old.error
        new = change(old.state)
        guard = _guard_of(new)
        if old.is_damaged or new != old.state:
            # deferred: reading never needs them
            import tomli_w

            from rolecall.core.files.broken_files import keep_aside

            if old.aside is not None:
                keep_aside(path, old.aside)
            sweep_orphans(real)
            tables: dict[str, Any] = {guard_copy.DIGEST: ""}  # first
            tables |= old.tables  # what a later version wrote stays
            tables |= tables_from(new)
            tables[guard_copy.DIGEST] = guard_copy.digest_of(guard)
            # In this order no reader finds the file weaker than the copy.
            if guard_copy.is_weaker(guard, old.copy):
                guard_copy.write_copy(path, guard)
            write_private(real, tomli_w.dumps(tables).encode())
            guard_copy.write_copy(path, guard)
        elif old.tables and old.copy != guard:
            guard_copy.write_copy(path, guard)
    return new


def _guard_of(state: State) -> str:
    guard = state.settings.get(GUARD, "")
    return guard if isinstance(guard, str) else ""
