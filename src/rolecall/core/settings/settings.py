"""Reads config.toml, the user's settings. Rolecall never writes it.

Colours are read and have no effect yet; the picker validates the keymap. A setting for safety that
is not implemented yet is refused: here, or by the `why_not` of the account's targets.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.files.toml_file import TomlFile, read_toml
from rolecall.core.paths import CACHE
from rolecall.core.record import Record
from rolecall.core.settings import setting_values as read
from rolecall.core.settings.account_tables import Accounts, accounts_of, merge, team_accounts
from rolecall.core.settings.provider_tables import (
    CenterSettings,
    centers_of,
    providers_of,
)
from rolecall.core.settings.provider_tables import IdentityProvider as IdentityProvider
from rolecall.core.settings.setting_tables import refuse_unknown, value_at, values_at
from rolecall.core.settings.setting_values import Setting
from rolecall.core.settings.setting_values import parse_duration as parse_duration

Value = TypeVar("Value")


class AccountSettings(NamedTuple):
    """`[accounts.ALIAS]`. Settings that are not set are empty, 0 or None."""

    id: str = ""  # empty: the accounts file knows the alias, or the alias is the id
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    scheme: str = ""
    idp: str = ""
    base_profile: str = ""
    region: str = ""
    partition: str = ""
    external_id: str | None = None  # None: the account id; "": none is sent
    mfa_max_age: int = 0  # seconds
    duration: int = 0  # seconds
    via: str = ""
    session_name: str = ""
    session_tags: Mapping[str, str] = MappingProxyType({})
    transitive_tags: tuple[str, ...] = ()
    source_identity: str = ""
    policy: str = ""  # its JSON, or the path of a file
    read_only: bool = False
    protected: bool | None = None  # None: the guard decides
    colour: str = ""
    note: str = ""
    browser: str = ""
    role: Mapping[str, Mapping[str, Any]] = MappingProxyType({})  # overrides: `[….role.NAME]`
    fault: str = ""  # a fault in the file, for which the account cannot be assumed

    def of_role(self, role: str) -> "AccountSettings":
        """Returns the settings of one role; the file may name it with or without its path."""
        found = self.role.get(role) or self.role.get(role.rpartition("/")[2])
        return self._replace(**found) if found else self


class Settings(Record):
    """All settings; those of `[defaults]` are at the top level."""

    base_profile: str = ""
    region: str = ""
    duration: int = 0  # seconds; 0: not set
    session_name: str = ""
    guard: tuple[str, ...] = ()  # patterns of aliases that are protected
    accounts: Mapping[str, AccountSettings] = MappingProxyType({})
    identity_providers: Mapping[str, IdentityProvider] = MappingProxyType({})
    identity_centers: Mapping[str, CenterSettings] = MappingProxyType({})
    mfa_process: str = ""
    store: str = CACHE  # where sessions are kept: one of PLACES
    allow_endpoints: tuple[str, ...] = ()  # origins beside AWS's that may be called, also by http
    keymap: Mapping[str, str] = MappingProxyType({})
    problems: tuple[ConfigError, ...] = ()  # faults of single accounts and providers


DEFAULTS: Mapping[str, Setting] = {
    "base_profile": Setting(read.text, "the profile that holds your own keys; default: default"),
    "region": Setting(read.region, "the region, where neither account nor base profile has one"),
    "duration": Setting(read.duration, "how long role sessions last; default: 1 hour"),
    "session_name": Setting(
        read.session_name,
        "the name of role sessions in CloudTrail: text, and {user}, {host} or {ticket}, which is "
        "asked for; default: your user name",
    ),
    "guard": Setting(
        read.texts, 'patterns such as "prod*": accounts with such an alias or id are protected'
    ),
}
MFA: Mapping[str, Setting] = {
    "process": Setting(
        read.text, "a command that prints the MFA code, such as a password manager's; 30 s at most"
    )
}
STORE: Mapping[str, Setting] = {
    "where": Setting(
        read.where,
        "where sessions are kept: in the cache folder, in memory until you log out, or sealed with "
        "a key of the system keyring (rolecall docs files); default: cache",
    )
}
NETWORK: Mapping[str, Setting] = {
    "allow_endpoints": Setting(
        read.web_origins, "endpoints beside AWS's own that may be called, over plain http as well"
    )
}
_ALL = ("*",)  # the guard where the file's own may be incomplete
_TABLES = (
    "include",
    "defaults",
    "accounts",
    "identity-providers",
    "identity-center",
    "mfa",
    "store",
    "network",
    "keymap",
)


def load_settings(path: str, name: str = "", *, forgiving: bool = False) -> Settings:
    """Reads config.toml at `path`; a missing file has no settings. `name` is the file in errors.

    A fault in one account or identity provider is added to `problems`, with its line, and makes
    that one unusable. Any other fault raises ConfigError, with its line, since a partial file could
    lack the protection of an account. With `forgiving`, for commands that only list, it is added to
    `problems` too, and every account is protected.
    """
    problems: list[ConfigError] = []
    try:
        return _settings(path, name or path, problems, forgiving)
    except RolecallError as error:
        if not forgiving:
            raise
        problems.append(ConfigError(error.message, error.hint))
        return Settings(guard=_ALL, problems=tuple(problems))


def _settings(path: str, name: str, problems: list[ConfigError], forgiving: bool) -> Settings:
    file = read_toml(path, name)
    if file is None:
        return Settings()
    faults: list[ConfigError] = []
    nothing: dict[str, Any] = {}
    no_files: list[TomlFile] = []
    included = _or(faults, lambda: _included(file, path), no_files)
    _or(faults, lambda: refuse_unknown(file, (), file.tables, _TABLES), None)
    accounts: Accounts = {}
    for one in included:
        merge(accounts, _or(faults, partial(team_accounts, one, problems), nothing))
    merge(accounts, _or(faults, lambda: accounts_of(file, problems), nothing))
    defaults = _or(faults, lambda: values_at(file, ("defaults",), DEFAULTS), nothing)
    mfa = _or(faults, lambda: values_at(file, ("mfa",), MFA), nothing)
    store = _or(faults, lambda: values_at(file, ("store",), STORE), nothing)
    network = _or(faults, lambda: values_at(file, ("network",), NETWORK), nothing)
    keys = file.tables.get("keymap", {})
    settings = Settings(
        **defaults,
        accounts=MappingProxyType({key: AccountSettings(**own) for key, own in accounts.items()}),
        identity_providers=MappingProxyType(_or(faults, lambda: providers_of(file, problems), {})),
        identity_centers=MappingProxyType(_or(faults, lambda: centers_of(file, problems), {})),
        mfa_process=mfa.get("process", ""),
        store=store.get("where", CACHE),
        allow_endpoints=network.get("allow_endpoints", ()),
        keymap=_or(faults, lambda: value_at(file, ("keymap",), keys, read.texts_by_name), nothing),
    )
    if faults and not forgiving:
        raise faults[0]
    guard = _ALL if faults else settings.guard
    return settings.replaced(guard=guard, problems=(*faults, *problems))


def _or(faults: list[ConfigError], read: Callable[[], Value], default: Value) -> Value:
    """Returns what `read` returns; if it raises, adds the fault and returns the default."""
    try:
        return read()
    except ConfigError as fault:
        faults.append(fault)
        return default


def _included(file: TomlFile, path: str) -> list[TomlFile]:
    found = []
    for name in value_at(file, ("include",), file.tables.get("include", []), read.texts):
        beside = os.path.join(os.path.dirname(os.path.abspath(path)), os.path.expanduser(name))
        included = read_toml(beside, name)
        if included is None:
            raise file.fault(("include",), f"{name} does not exist.", "Relative to this file.")
        found.append(included)
    return found
