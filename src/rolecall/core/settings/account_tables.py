"""Reads `[accounts.ALIAS]` of config.toml and of the files it includes.

An account with a fault keeps the settings that can be read, so that it is listed with the reason
why it cannot be assumed. Without its other settings, another role could be assumed, or one that is
not protected.
"""

from collections.abc import Mapping
from typing import Any

from rolecall.core.errors import ConfigError
from rolecall.core.files.toml_file import TomlFile
from rolecall.core.settings import setting_values as read
from rolecall.core.settings.setting_tables import refuse_unknown, table_at, value_at, values_at

Accounts = dict[str, dict[str, Any]]

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


def accounts_of(file: TomlFile, problems: list[ConfigError]) -> Accounts:
    """Returns the settings of each account, by alias.

    An account with a fault has the key `fault` and is protected; the fault is added to `problems`.
    Raises ConfigError where `accounts` is no table.
    """
    accounts = {}
    for alias in table_at(file, ("accounts",)):
        try:
            accounts[alias] = _account(file, alias)
        except ConfigError as fault:
            accounts[alias] = _faulty(file, alias, fault, problems)
    return accounts


def team_accounts(file: TomlFile, problems: list[ConfigError]) -> Accounts:
    """Returns the accounts of an included file, which cannot set a command or unprotect one."""
    refuse_unknown(file, (), file.tables, ("accounts",))
    accounts = accounts_of(file, problems)
    for alias, values in accounts.items():
        if "fault" in values:
            continue
        try:
            _check_included(file, alias, values)
        except ConfigError as fault:
            accounts[alias] = _faulty(file, alias, fault, problems)
    return accounts


def merge(accounts: Accounts, later: Accounts) -> None:
    """Updates the accounts with those of a later file, key by key."""
    for alias, values in later.items():
        own = accounts.setdefault(alias, {})
        roles = {**own.get("role", {}), **values["role"]}
        own.update(values, role=roles)


def _account(file: TomlFile, alias: str) -> dict[str, Any]:
    at = ("accounts", alias)
    values = values_at(file, at, _ACCOUNT, beside=("role",))
    values["role"] = roles = {}
    for role in table_at(file, (*at, "role")):
        name = value_at(file, (*at, "role", role), role, lambda key: read.role(str(key)))
        roles[name] = values_at(file, (*at, "role", role), _ROLE)
    return values


def _faulty(
    file: TomlFile, alias: str, fault: ConfigError, problems: list[ConfigError]
) -> dict[str, Any]:
    table = file.tables["accounts"][alias]
    good: dict[str, Any] = {"role": {}}
    for key in ("id", "aliases", "roles", "tags", "note", "scheme", "idp"):
        try:
            good[key] = _ACCOUNT[key](table[key])
        except (ValueError, KeyError, TypeError):  # another fault, not set, or no table at all
            continue
    names = (alias, good.get("id", alias), *good.get("aliases", ()))
    problems.append(ConfigError(fault.message, fault.hint, about=names))
    return good | {"protected": True, "fault": f"{fault.message} {fault.hint}".strip()}


def _check_included(file: TomlFile, alias: str, values: Mapping[str, Any]) -> None:
    at = ("accounts", alias)
    for keys, own in (
        (at, values),
        *(((*at, "role", role), own) for role, own in values["role"].items()),
    ):
        if "browser" in own:
            raise file.fault((*keys, "browser"), "an included file cannot name a command.")
        if own.get("protected") is False:
            raise file.fault((*keys, "protected"), "an included file cannot lift a protection.")
