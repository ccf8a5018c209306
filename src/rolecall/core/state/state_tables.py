"""Converts the state from and to the tables of state.toml; an invalid value is left out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

MOST_RECENTS = 500
GUARD = "guard"  # the setting that protects accounts: patterns of aliases, separated by blanks


class Recent(NamedTuple):
    """The last use of a target, in seconds since the epoch, and the number of uses."""

    used: int
    times: int


class State(NamedTuple):
    """What is remembered. Targets are identified by `ACCOUNT_ID/ROLE`; recents are newest first."""

    recents: Mapping[str, Recent] = MappingProxyType({})
    typed_roles: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # by account id
    last_device: Mapping[str, str] = MappingProxyType({})  # serial numbers by base profile
    saml_users: Mapping[str, str] = MappingProxyType({})  # user names by identity provider
    base_profile: str = ""
    theme: str = ""
    pins: tuple[str, ...] = ()  # keys of targets
    keep_fresh: tuple[str, ...] = ()  # names of profiles
    regions: Mapping[str, str] = MappingProxyType({})  # by account id
    tickets: Mapping[str, str] = MappingProxyType({})  # the last one, by account id
    longest: Mapping[str, str] = MappingProxyType({})  # seconds that AWS granted, by role ARN
    sso_ways: Mapping[str, str] = MappingProxyType({})  # device or browser, by Identity Center
    settings: Mapping[str, bool | str] = MappingProxyType({})  # as set in the palette


def read_tables(tables: Mapping[str, Any]) -> tuple[State, str | None, tuple[str, ...]]:
    """Returns the state in a file's tables, the guard in its settings, and the keys at fault.

    A value of a wrong type is left out, and its key (such as `pins`) is at fault. The guard is None
    if it is one of those.
    """
    reader = _Reader(tables)
    state = State(
        recents=_recents(reader.texts("recents")),
        typed_roles={
            account_id: roles
            for account_id, found in reader.table("typed_roles").items()
            if (roles := reader.as_texts(found, "typed_roles"))
        },
        last_device=reader.texts_by_name("last_device"),
        saml_users=reader.texts_by_name("saml_users"),
        base_profile=reader.text("base_profile"),
        theme=reader.text("theme"),
        pins=reader.texts("pins"),
        keep_fresh=reader.texts("keep_fresh"),
        regions=reader.texts_by_name("regions"),
        tickets=reader.texts_by_name("tickets"),
        longest=reader.texts_by_name("longest"),
        sso_ways=reader.texts_by_name("sso_ways"),
        settings=reader.settings(),
    )
    return state, reader.guard, tuple(dict.fromkeys(reader.faults))


class _Reader:
    """Reads values from the tables, and collects the keys whose values have a wrong type."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables
        self.faults: list[str] = []
        self.guard: str | None = ""

    def text(self, key: str) -> str:
        found = self._tables.get(key, "")
        if isinstance(found, str):
            return found
        self.faults.append(key)
        return ""

    def table(self, key: str) -> Mapping[str, Any]:
        found = self._tables.get(key, {})
        if isinstance(found, dict):
            return found
        self.faults.append(key)
        return {}

    def texts(self, key: str) -> tuple[str, ...]:
        return self.as_texts(self._tables.get(key, []), key)

    def as_texts(self, found: object, key: str) -> tuple[str, ...]:
        items = found if isinstance(found, list) else []
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) < len(items) or not isinstance(found, list):
            self.faults.append(key)
        return tuple(dict.fromkeys(texts))

    def texts_by_name(self, key: str) -> Mapping[str, str]:
        table = self.table(key)
        texts = {name: value for name, value in table.items() if isinstance(value, str)}
        if len(texts) < len(table):
            self.faults.append(key)
        return texts

    def settings(self) -> Mapping[str, bool | str]:
        table = self.table("settings")
        settings = {name: value for name, value in table.items() if isinstance(value, bool | str)}
        self.faults += [f"settings.{name}" for name in table if name not in settings]
        guard = table.get(GUARD, "")
        if isinstance(guard, list):  # written by hand; the meaning is clear
            guard = " ".join(self.as_texts(guard, f"settings.{GUARD}"))
        if isinstance(guard, str) and "settings" not in self.faults:
            self.guard = guard
        else:
            self.guard = None
            self.faults.append(f"settings.{GUARD}")
        return settings


# One string per recent target, not a table: tomllib parses 500 tables in 6 ms, 500 strings in 2 ms.
def _recents(lines: tuple[str, ...]) -> dict[str, Recent]:
    recents = {}
    for line in lines:
        used, _, rest = line.partition(" ")
        times, _, key = rest.partition(" ")
        if key and used.isdecimal() and times.isdecimal() and len(used + times) < 24:
            recents[key] = Recent(int(used), int(times))
    return recents


def tables_from(state: State) -> dict[str, Any]:
    """Returns the tables to write, with the MOST_RECENTS targets that were used last."""
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
        "tickets": dict(state.tickets),
        "longest": dict(state.longest),
        "sso_ways": dict(state.sso_ways),
        "settings": dict(state.settings),
    }
