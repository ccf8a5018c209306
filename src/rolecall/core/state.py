"""state.toml: what Rolecall remembers from one run to the next. Nobody has to write it."""

import os
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files import locked, read_bytes, sweep_orphans, write_private
from rolecall.core.model import Target

MOST_RECENTS = 500


class Recent(NamedTuple):
    """When a target was last assumed, in seconds since the epoch, and how often."""

    used: int
    times: int


class State(NamedTuple):
    """A target is called by its key, `ACCOUNT_ID/ROLE`; recents stand newest first."""

    recents: Mapping[str, Recent] = MappingProxyType({})
    typed_roles: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # by account id
    last_device: Mapping[str, str] = MappingProxyType({})  # serial numbers by base profile
    saml_users: Mapping[str, str] = MappingProxyType({})  # user names by identity provider
    base_profile: str = ""
    theme: str = ""
    pins: tuple[str, ...] = ()  # keys of targets
    keep_fresh: tuple[str, ...] = ()  # names of profiles
    regions: Mapping[str, str] = MappingProxyType({})  # by account id
    settings: Mapping[str, bool | str] = MappingProxyType({})  # as switched in the palette


def marked(names: tuple[str, ...], name: str, on: bool) -> tuple[str, ...]:
    """These pins, or profiles kept fresh, with one of them added or taken out."""
    others = tuple(other for other in names if other != name)
    return (*others, name) if on else others


def guard_chosen(state: State) -> tuple[str, ...]:
    """The patterns of aliases that are protected because the palette says so."""
    chosen = state.settings.get("guard")
    return tuple(chosen.split()) if isinstance(chosen, str) else ()


def target_key(account_id: str, role: str) -> str:
    """How state.toml calls a target; the role has its path if it has one."""
    return f"{account_id}/{role}"


def note_use(
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
    """What is remembered at `path`; never raises: what cannot be read is forgotten."""
    return _state_from(_tables(path) or {})


def update_state(path: str, change: Callable[[State], State]) -> State:
    """Read, change and write the state while holding its lock, so that no other change is lost.

    A file that cannot be read is kept as `state.toml.broken`. Raises RolecallError where the
    system refuses to write.
    """
    with locked(path):
        tables = _tables(path)
        if tables is None:
            with suppress(OSError):
                os.replace(path, path + ".broken")
        old = _state_from(tables or {})
        new = change(old)
        if tables is None or new != old:
            import tomli_w  # deferred: reading never needs it

            sweep_orphans(path)
            # What a later version wrote stays.
            write_private(path, tomli_w.dumps({**(tables or {}), **_tables_from(new)}).encode())
    return new


def _tables(path: str) -> dict[str, Any] | None:
    """The tables of the file, none where it is missing; None where it is not TOML."""
    try:
        data = read_bytes(path)
        return tomllib.loads(data.decode()) if data else {}
    except (RolecallError, ValueError, RecursionError):
        return None


def _state_from(tables: Mapping[str, Any]) -> State:
    def text(key: str) -> str:
        found = tables.get(key)
        return found if isinstance(found, str) else ""

    def table(key: str) -> Mapping[str, Any]:
        found = tables.get(key)
        return found if isinstance(found, dict) else {}

    def texts(key: str) -> Mapping[str, str]:
        return {name: value for name, value in table(key).items() if isinstance(value, str)}

    return State(
        recents=_recents(_texts(tables.get("recents"))),
        typed_roles={
            account_id: roles
            for account_id, found in table("typed_roles").items()
            if (roles := _texts(found))
        },
        last_device=texts("last_device"),
        saml_users=texts("saml_users"),
        base_profile=text("base_profile"),
        theme=text("theme"),
        pins=_texts(tables.get("pins")),
        keep_fresh=_texts(tables.get("keep_fresh")),
        regions=texts("regions"),
        settings={
            name: value
            for name, value in table("settings").items()
            if isinstance(value, bool | str)
        },
    )


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(item for item in value if isinstance(item, str)))


# A text each, not a table: 500 tables take tomllib 6 ms, 500 texts 2.
def _recents(lines: tuple[str, ...]) -> dict[str, Recent]:
    recents = {}
    for line in lines:
        used, _, rest = line.partition(" ")
        times, _, key = rest.partition(" ")
        if key and used.isdecimal() and times.isdecimal() and len(used + times) < 24:
            recents[key] = Recent(int(used), int(times))
    return recents


def _tables_from(state: State) -> dict[str, Any]:
    newest = sorted(state.recents.items(), key=lambda item: item[1].used, reverse=True)
    return {
        "theme": state.theme,
        "base_profile": state.base_profile,
        "recents": [f"{recent.used} {recent.times} {key}" for key, recent in newest[:MOST_RECENTS]],
        "typed_roles": {account_id: list(roles) for account_id, roles in state.typed_roles.items()},
        "last_device": dict(state.last_device),
        "saml_users": dict(state.saml_users),
        "pins": list(state.pins),
        "keep_fresh": list(state.keep_fresh),
        "regions": dict(state.regions),
        "settings": dict(state.settings),
    }
