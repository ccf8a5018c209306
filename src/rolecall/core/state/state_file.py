"""Reads state.toml with the guard in force, and reports what is wrong with the file."""

import os
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.files import toml_cache
from rolecall.core.files.own_files import ownership_fault
from rolecall.core.files.private_files import read_bytes
from rolecall.core.notices import post_notice_once
from rolecall.core.safe_text import safe_text
from rolecall.core.state import guard_copy
from rolecall.core.state.state_tables import GUARD, State, read_tables


class StateFile:
    """The content of state.toml as far as it can be used.

    `copy`: the guard in guard.json. `error`: why the file cannot be read. `backup`: the content to
    back up before the file is overwritten. `is_unproved`: it has a guard, and there is no copy yet.
    """

    # No NamedTuple: creating its class takes longer than reading the file.
    __slots__ = ("backup", "copy", "error", "is_damaged", "is_unproved", "state", "tables")

    def __init__(
        self,
        state: State,
        tables: dict[str, Any],
        copy: str | None,
        error: RolecallError | None = None,
        backup: bytes | None = None,
        is_damaged: bool = False,
        is_unproved: bool = False,
    ) -> None:
        self.state = state
        self.tables = tables
        self.copy = copy
        self.error = error
        self.backup = backup
        self.is_damaged = is_damaged
        self.is_unproved = is_unproved


def read_state_file(path: str) -> StateFile:
    """Reads the file and its guard; posts a notice about what is wrong with them."""
    while True:
        copy = guard_copy.read_copy(path)
        found, guard, line, hint = _once(path, copy)
        # Otherwise another process may have written both in between: read them again.
        if not line or copy == guard_copy.read_copy(path):
            break
    if line:
        post_notice_once(f"state {path}", f"{line}.", hint)
    settings = found.state.settings
    if guard or GUARD in settings:
        found.state = found.state._replace(settings={**settings, GUARD: guard})
    return found


def _once(path: str, copy: guard_copy.Copy) -> tuple[StateFile, str, str, str]:
    """Returns the file, the guard in force, and line and hint of the notice; empty for none."""
    name = safe_text(path)
    tables: dict[str, Any] = {}
    error: RolecallError | None = ownership_fault(path, follow=True)
    data = None
    try:
        data = None if error else read_bytes(path)
        if data is not None:
            tables = toml_cache.loads(data.decode("utf-8-sig"))
    except RolecallError as refused:
        if not isinstance(refused.__cause__, NotADirectoryError):  # no folder means no file
            error = refused
    except (ValueError, RecursionError):
        guard = guard_copy.guard_without_file(copy, is_missing=False)
        found = StateFile(State(), {}, copy[0], backup=data, is_damaged=True)
        line = f"{_fault_in(path, name)}{_then(guard)}"
        return found, guard.text, line, _kept_hint(path, guard)
    if error is not None:
        guard = guard_copy.guard_without_file(copy, is_missing=False)
        found = StateFile(State(), {}, copy[0], error)
        return found, guard.text, f"{error.message.rstrip('.')}{_then(guard)}", error.hint
    if data is None:
        guard = guard_copy.guard_without_file(copy, is_missing=True)
        found = StateFile(State(), {}, copy[0], is_damaged=bool(guard.fault))
        hint = guard.hint or "Pins, recent targets and settings start afresh."
        return found, guard.text, f"{name} {guard.fault}{_then(guard)}" if guard.fault else "", hint
    return _in_tables(path, data, tables, copy)


def _in_tables(
    path: str, data: bytes, tables: dict[str, Any], copy: guard_copy.Copy
) -> tuple[StateFile, str, str, str]:
    state, written, faults = read_tables(tables)
    if written is None:
        guard = guard_copy.guard_without_file(copy, is_missing=False)
    else:
        guard = guard_copy.guard_from_file(written, tables.get(guard_copy.DIGEST), copy)
    is_unproved = bool(guard.text) and not guard.fault and not copy[1]
    found = StateFile(
        state,
        tables,
        copy[0],
        backup=data if faults else None,
        is_damaged=bool(guard.fault),
        is_unproved=is_unproved,
    )
    line, hint, name = "", guard.hint, safe_text(path)
    if faults:
        wrong = safe_text(", ".join(faults))
        line = f"{name}: of a wrong type, and left out: {wrong}{_then(guard)}"
        hint = _kept_hint(path, guard)
    elif guard.fault:
        line = f"{name} {guard.fault}{_then(guard)}"
    return found, guard.text, line, hint


def _then(guard: guard_copy.Guard) -> str:
    return f"; {guard.words}" if guard.words else ""


def _fault_in(path: str, name: str) -> str:
    # deferred: only a damaged file needs it
    from rolecall.core.files.toml_file import read_toml

    try:
        read_toml(path, name)
    except RolecallError as fault:
        return fault.message.rstrip(".")
    return f"{name} is damaged"


def _kept_hint(path: str, guard: guard_copy.Guard) -> str:
    # deferred: only a damaged file needs it
    from rolecall.core.files.broken_files import next_backup

    name = safe_text(os.path.basename(next_backup(path)))
    return f"Before it is rewritten, it is kept as {name}. {guard.hint}".rstrip()
