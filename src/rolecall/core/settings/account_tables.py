"""Reads `[accounts.ALIAS]` of config.toml and of the files it includes.

An account with a fault keeps the settings that can be read, so that it is listed with the reason
why it cannot be assumed. Without its other settings, another role could be assumed, or one that is
not protected.
"""

from collections.abc import Mapping
from typing import Any

from rolecall.core.errors import ConfigError
from rolecall.core.files.toml_file import TomlFile
from rolecall.core.settings import scope_values as scope
from rolecall.core.settings import setting_values as read
from rolecall.core.settings.setting_tables import refuse_unknown, table_at, value_at, values_at
from rolecall.core.settings.setting_values import Setting

Accounts = dict[str, dict[str, Any]]

ROLE: Mapping[str, Setting] = {
    "tags": Setting(read.texts, "words to find the account by, beside its alias and id"),
    "scheme": Setting(
        read.scheme,
        "how you sign in; default: saml where a provider below serves the account, else bastion",
    ),
    "idp": Setting(
        read.text, "the identity provider or Identity Center to sign in with, by its NAME"
    ),
    "base_profile": Setting(read.text, "the profile that holds your own keys, for this account"),
    "region": Setting(read.region, "the region to export and to write into profiles"),
    "partition": Setting(read.partition, "the AWS partition; default: that of the region"),
    "external_id": Setting(
        read.external_id,
        'the external id to send; default: the account id, as the Bash script does; "": none',
    ),
    "mfa_max_age": Setting(
        read.age,
        "how old the MFA session may be: beyond that, a new code is asked for; default: any age",
    ),
    "duration": Setting(
        read.duration,
        "how long a role session lasts; default: 1 hour. Over 1 hour, a bastion role asks for a "
        "code of its own",
    ),
    "via": Setting(
        read.text,
        'the role that takes this one, in a chain: "ACCOUNT ROLE", a role\'s ARN or a role profile',
    ),
    "session_name": Setting(
        read.session_name, "the name of its role sessions, as in [defaults]; not with SAML"
    ),
    "session_tags": Setting(scope.session_tags, "tags of the role session; not with SAML"),
    "transitive_tags": Setting(
        read.texts, "the keys of session tags that roles assumed from this one inherit"
    ),
    "source_identity": Setting(
        scope.source_identity, "the source identity that CloudTrail shows; not with SAML"
    ),
    "policy": Setting(scope.policy, "a session policy, which limits what the role may do"),
    "read_only": Setting(
        read.flag, "take the role with ReadOnlyAccess; rolecall elevate takes all of it for a while"
    ),
    "protected": Setting(
        read.flag,
        "whether the picker asks for the account's name before it assumes a role in it; "
        "default: what guard says",
    ),
    "colour": Setting(read.text, "accepted, and without effect in this version"),
    "note": Setting(read.text, "a line that the picker's card shows, and search finds"),
    "browser": Setting(
        read.text,
        "the command that opens the web console, without a shell; {url} or {encoded_url} in it "
        "stands for the address",
    ),
}
ACCOUNT: Mapping[str, Setting] = {
    "id": Setting(
        read.account_id, "the account id; default: the accounts file's, or the alias if it is one"
    ),
    "aliases": Setting(read.texts, "more names for the account"),
    "roles": Setting(read.roles, "the roles to list, with their paths if they have any"),
    **ROLE,
}


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
    values = values_at(file, at, ACCOUNT, beside=("role",))
    values["role"] = roles = {}
    for role in table_at(file, (*at, "role")):
        name = value_at(file, (*at, "role", role), role, lambda key: read.role(str(key)))
        roles[name] = values_at(file, (*at, "role", role), ROLE)
    return values


def _faulty(
    file: TomlFile, alias: str, fault: ConfigError, problems: list[ConfigError]
) -> dict[str, Any]:
    table = file.tables["accounts"][alias]
    good: dict[str, Any] = {"role": {}}
    for key in ("id", "aliases", "roles", "tags", "note", "scheme", "idp"):
        try:
            good[key] = ACCOUNT[key].read(table[key])
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
        if own.get("read_only") is False:
            raise file.fault((*keys, "read_only"), "an included file cannot lift read-only.")
