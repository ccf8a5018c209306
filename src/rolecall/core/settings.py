"""config.toml: what the user settled. Rolecall only reads it.

Colours are read and have no effect yet; of the keys, the picker says what cannot hold. A setting
that keeps somebody safe is refused while nothing obeys it: here, or by the account's `why_not`.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from rolecall.core import setting_values as read
from rolecall.core.setting_values import parse_duration as parse_duration
from rolecall.core.toml_file import TomlFile, read_toml


class AccountSettings(NamedTuple):
    """`[accounts.ALIAS]`; what it does not say is empty, and 0 or None where that says nothing."""

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
    session_tags: Mapping[str, str] = MappingProxyType({})
    source_identity: str = ""
    policy: str = ""
    read_only: bool = False
    protected: bool | None = None  # None: the guard decides
    colour: str = ""
    note: str = ""
    browser: str = ""
    role: Mapping[str, Mapping[str, Any]] = MappingProxyType({})  # what `[….role.NAME]` overrides

    def of_role(self, role: str) -> "AccountSettings":
        """These settings as they stand for one role, named there with its path or without."""
        found = self.role.get(role) or self.role.get(role.rpartition("/")[2])
        return self._replace(**found) if found else self


class IdentityProvider(NamedTuple):
    """`[identity-providers.NAME]`, a SAML identity provider."""

    url: str = ""
    name: str = ""  # of the SAML provider in IAM; empty: NAME
    body: str = ""  # JSON with $saml_user and $saml_password
    accounts: tuple[str, ...] = ()  # aliases or ids of the accounts it serves
    allow_http: bool = False


class Settings(NamedTuple):
    """All of config.toml; `[defaults]` stands at the top."""

    base_profile: str = ""
    region: str = ""
    duration: int = 0  # seconds; 0: not said
    session_name: str = ""
    session_store: str = ""
    guard: tuple[str, ...] = ()  # patterns of aliases that are protected
    accounts: Mapping[str, AccountSettings] = MappingProxyType({})
    identity_providers: Mapping[str, IdentityProvider] = MappingProxyType({})
    mfa_process: str = ""
    allow_endpoints: tuple[str, ...] = ()  # origins beside AWS's that may be asked, also by http
    keymap: Mapping[str, str] = MappingProxyType({})


_DEFAULTS: Mapping[str, read.Reader] = {
    "base_profile": read.text,
    "region": read.region,
    "duration": read.duration,
    "session_name": read.session_name,
    "session_store": read.session_store,
    "guard": read.texts,
}
_ROLE: Mapping[str, read.Reader] = {
    "tags": read.texts,
    "scheme": read.scheme,
    "idp": read.text,
    "base_profile": read.text,
    "region": read.region,
    "partition": read.partition,
    "external_id": read.external_id,
    "mfa_max_age": read.age,
    "duration": read.duration,
    "via": read.text,
    "session_tags": read.texts_by_name,
    "source_identity": read.session_name,
    "policy": read.text,
    "read_only": read.flag,
    "protected": read.flag,
    "colour": read.text,
    "note": read.text,
    "browser": read.text,
}
_ACCOUNT = {"id": read.account_id, "aliases": read.texts, "roles": read.roles, **_ROLE}
_PROVIDER: Mapping[str, read.Reader] = {
    "url": read.text,
    "name": read.text,
    "body": read.text,
    "accounts": read.texts,
    "allow_http": read.flag,
}
_MFA: Mapping[str, read.Reader] = {"process": read.text}
_NETWORK: Mapping[str, read.Reader] = {"allow_endpoints": read.web_origins}
_TABLES = ("include", "defaults", "accounts", "identity-providers", "mfa", "network", "keymap")


def load_settings(path: str, name: str = "") -> Settings:
    """Read config.toml at `path`, which errors call `name`; a missing file settles nothing.

    Raises ConfigError for the first fault, with its line: half a file could lack the protection
    of an account.
    """
    file = read_toml(path, name or path)
    if file is None:
        return Settings()
    _known(file, (), file.tables, _TABLES)
    accounts: dict[str, dict[str, Any]] = {}
    for included in _included(file, path):
        _merge(accounts, _team_accounts(included))
    _merge(accounts, _accounts(file))
    settings = Settings(
        **_values(file, ("defaults",), _DEFAULTS),
        accounts=MappingProxyType({key: AccountSettings(**own) for key, own in accounts.items()}),
        identity_providers=MappingProxyType(
            {
                key: IdentityProvider(**_values(file, ("identity-providers", key), _PROVIDER))
                for key in _table(file, ("identity-providers",))
            }
        ),
        mfa_process=_values(file, ("mfa",), _MFA).get("process", ""),
        allow_endpoints=_values(file, ("network",), _NETWORK).get("allow_endpoints", ()),
        keymap=_value(file, ("keymap",), file.tables.get("keymap", {}), read.texts_by_name),
    )
    if settings.session_store == "keyring":
        raise file.fault(
            ("defaults", "session_store"),
            "the system keyring is not supported yet.",
            "Take the line out to keep sessions in files that only you can read.",
        )
    if settings.mfa_process:
        raise file.fault(
            ("mfa", "process"),
            "a process that gives MFA codes is not supported yet.",
            "Take the line out to be asked for the code.",
        )
    return settings


def _included(file: TomlFile, path: str) -> list[TomlFile]:
    found = []
    for name in _value(file, ("include",), file.tables.get("include", []), read.texts):
        beside = os.path.join(os.path.dirname(os.path.abspath(path)), os.path.expanduser(name))
        included = read_toml(beside, name)
        if included is None:
            raise file.fault(("include",), f"{name} does not exist.", "Relative to this file.")
        found.append(included)
    return found


def _team_accounts(file: TomlFile) -> dict[str, dict[str, Any]]:
    """The accounts of an included file, which may neither name a command nor lift a protection."""
    _known(file, (), file.tables, ("accounts",))
    accounts = _accounts(file)
    for alias, values in accounts.items():
        for keys, own in (
            (("accounts", alias), values),
            *((("accounts", alias, "role", role), own) for role, own in values["role"].items()),
        ):
            if "browser" in own:
                raise file.fault((*keys, "browser"), "an included file cannot name a command.")
            if own.get("protected") is False:
                raise file.fault((*keys, "protected"), "an included file cannot lift a protection.")
    return accounts


def _accounts(file: TomlFile) -> dict[str, dict[str, Any]]:
    accounts = {}
    for alias in _table(file, ("accounts",)):
        at = ("accounts", alias)
        values = _values(file, at, _ACCOUNT, beside=("role",))
        values["role"] = roles = {}
        for role in _table(file, (*at, "role")):
            name = _value(file, (*at, "role", role), role, lambda key: read.role(str(key)))
            roles[name] = _values(file, (*at, "role", role), _ROLE)
        accounts[alias] = values
    return accounts


def _merge(accounts: dict[str, dict[str, Any]], later: dict[str, dict[str, Any]]) -> None:
    for alias, values in later.items():
        own = accounts.setdefault(alias, {})
        roles = {**own.get("role", {}), **values["role"]}
        own.update(values, role=roles)


def _table(file: TomlFile, keys: tuple[str, ...]) -> Mapping[str, Any]:
    table: Any = file.tables
    for key in keys:
        table = table.get(key, {})
    if not isinstance(table, dict):
        raise file.fault(keys, f"`{keys[-1]}` must be a table.", f"Write [{'.'.join(keys)}].")
    return table


def _values(
    file: TomlFile,
    keys: tuple[str, ...],
    readers: Mapping[str, read.Reader],
    beside: tuple[str, ...] = (),
) -> dict[str, Any]:
    table = _table(file, keys)
    _known(file, keys, table, (*readers, *beside))
    return {
        key: _value(file, (*keys, key), table[key], reader)
        for key, reader in readers.items()
        if key in table
    }


def _value(file: TomlFile, keys: tuple[str, ...], value: object, reader: read.Reader) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise file.fault(keys, f"`{keys[-1]}` must be {error}.") from None


def _known(
    file: TomlFile, keys: tuple[str, ...], table: Mapping[str, Any], known: tuple[str, ...]
) -> None:
    for key in table:
        if key not in known:
            import difflib  # deferred: only a wrong key needs it

            near = difflib.get_close_matches(key, known, 1)
            place = f" in [{'.'.join(keys)}]" if keys else ""
            hint = f"Is `{near[0]}` meant?" if near else f"Known here: {', '.join(known)}."
            raise file.fault((*keys, key), f"`{key}` is no setting{place}.", hint)
