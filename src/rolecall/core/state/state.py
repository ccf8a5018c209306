"""Reads and updates state.toml, which Rolecall writes to remember things between runs."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.files.before_writing import change_notes, resolved
from rolecall.core.files.locks import locked
from rolecall.core.files.own_files import ownership_fault
from rolecall.core.files.private_files import sweep_orphans, write_private
from rolecall.core.model import Target
from rolecall.core.notices import post_notice_once
from rolecall.core.state import guard_copy
from rolecall.core.state.state_file import read_state_file
from rolecall.core.state.state_tables import GUARD, tables_from
from rolecall.core.state.state_tables import MOST_RECENTS as MOST_RECENTS
from rolecall.core.state.state_tables import Recent as Recent
from rolecall.core.state.state_tables import State as State

NO_DEVICE = "none"  # in the place of a serial number: the user of this base profile has none


def with_name(names: tuple[str, ...], name: str, on: bool) -> tuple[str, ...]:
    """Returns a list of pins, or of profiles kept fresh, with one name added or removed."""
    others = tuple(other for other in names if other != name)
    return (*others, name) if on else others


def guard_chosen(state: State) -> tuple[str, ...]:
    """Returns the patterns of the aliases that are protected by the setting in the palette."""
    chosen = state.settings.get(GUARD)
    return tuple(chosen.split()) if isinstance(chosen, str) else ()


def target_key(account_id: str, role: str) -> str:
    """Returns the key of a target in state.toml; the role includes its path, if any."""
    return f"{account_id}/{role}"


def record_use(
    state: State,
    target: Target,
    *,
    at: float,
    typed: bool,
    base_profile: str,
    device: str,
    ticket: str = "",
) -> State:
    """Returns the state with a use of `target` recorded, `at` seconds since the epoch.

    `typed`: its role was typed by hand and is in no file. `device`: the serial number of the MFA
    device whose code AWS accepted; empty where none was needed, NO_DEVICE where there is none.
    `ticket`: the one in the session's name.
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
    if ticket:
        state = state._replace(tickets={**state.tickets, target.account_id: ticket})
    return state


def load_state(path: str) -> State:
    """Reads the state at `path`. Never raises: what cannot be read is left out, with a notice.

    The guard is an exception: see `guard_copy`.
    """
    found = read_state_file(path)
    if found.is_unproved:
        with suppress(RolecallError), locked(os.path.realpath(path), patience=0.0):
            if (found := read_state_file(path)).is_unproved:
                guard_copy.write_copy(path, _guard_of(found.state))
    return found.state


def update_state(path: str, change: Callable[[State], State]) -> State:
    """Reads, changes and writes the state under its lock; returns the new state.

    A damaged file is kept as `state.toml.broken-1`, -2 and so on; a symbolic link stays one. Where
    the file is not ours, nothing is written, with a notice. Raises RolecallError where the system
    refuses to read or write.
    """
    if ownership_fault(path, follow=True) is not None:
        return change(load_state(path))
    real = resolved(path)
    with locked(real):
        old = read_state_file(path)
        if old.error is not None:
            raise old.error
        new = change(old.state)
        guard = _guard_of(new)
        if old.is_damaged or new != old.state:
            # deferred: reading never needs them
            import tomli_w

            from rolecall.core.files.broken_files import back_up

            if old.backup is not None:
                back_up(path, old.backup)
            sweep_orphans(real)
            tables: dict[str, Any] = {guard_copy.DIGEST: ""}  # first
            tables |= old.tables  # what a later version wrote stays
            tables |= tables_from(new)
            tables[guard_copy.DIGEST] = guard_copy.digest_of(guard)
            # In this order no reader ever sees a guard in the file that is weaker than the copy.
            if guard_copy.is_weaker(guard, old.copy):
                guard_copy.write_copy(path, guard)
            notes = change_notes(real)
            write_private(real, tomli_w.dumps(tables).encode())
            for note in notes:
                post_notice_once(note, note)
            guard_copy.write_copy(path, guard)
        elif old.tables and old.copy != guard:
            guard_copy.write_copy(path, guard)
    return new


def _guard_of(state: State) -> str:
    guard = state.settings.get(GUARD, "")
    return guard if isinstance(guard, str) else ""
