"""Reads what one signs in at: `[identity-providers.NAME]` and `[identity-center.NAME]`."""

from collections.abc import Mapping
from typing import NamedTuple

from rolecall.core.errors import ConfigError
from rolecall.core.files.toml_file import TomlFile
from rolecall.core.settings import setting_values as read
from rolecall.core.settings.setting_tables import table_at, value_at, values_at
from rolecall.core.settings.setting_values import Setting


class IdentityProvider(NamedTuple):
    """`[identity-providers.NAME]`: a SAML identity provider."""

    url: str = ""
    name: str = ""  # name of the SAML provider in IAM; empty: NAME
    body: str = ""  # JSON with $saml_user and $saml_password
    accounts: tuple[str, ...] = ()  # aliases or ids of the accounts it serves
    allow_http: bool = False
    fault: str = ""  # a fault in the file, for which nobody can sign in with it


class CenterSettings(NamedTuple):
    """`[identity-center.NAME]`: an IAM Identity Center that the AWS config file does not have."""

    start_url: str = ""
    region: str = ""
    fault: str = ""  # a fault in the file, for which nobody can sign in to it


PROVIDER: Mapping[str, Setting] = {
    "url": Setting(read.text, "the https address that takes user name and password"),
    "name": Setting(read.text, "the provider's name in IAM; default: NAME"),
    "body": Setting(
        read.text, "the JSON to post; $saml_user and $saml_password in it are filled in"
    ),
    "accounts": Setting(
        read.texts, "aliases or ids it serves; default: all that no other provider names"
    ),
    "allow_http": Setting(read.flag, "send the password over plain http as well"),
}
CENTER: Mapping[str, Setting] = {
    "start_url": Setting(
        read.start_url, "the address of the access portal: https://NAME.awsapps.com/start"
    ),
    "region": Setting(read.region, "the region that the Identity Center is in"),
}


def providers_of(file: TomlFile, problems: list[ConfigError]) -> dict[str, IdentityProvider]:
    """Returns each provider by name. One with a fault keeps its accounts, and has a `fault`."""
    providers = {}
    for name in table_at(file, ("identity-providers",)):
        at = ("identity-providers", name)
        try:
            providers[name] = IdentityProvider(**values_at(file, at, PROVIDER))
        except ConfigError as fault:
            # Without its accounts, those would be assumed by the base profile.
            own = value_at(
                file, (*at, "accounts"), table_at(file, at).get("accounts", []), read.texts
            )
            problems.append(ConfigError(fault.message, fault.hint, about=(*own, f"idp:{name}")))
            providers[name] = IdentityProvider(
                accounts=own, fault=f"{fault.message} {fault.hint}".strip()
            )
    return providers


def centers_of(file: TomlFile, problems: list[ConfigError]) -> dict[str, CenterSettings]:
    """Returns each Identity Center by name. One with a fault has a `fault`."""
    centers = {}
    for name in table_at(file, ("identity-center",)):
        try:
            centers[name] = CenterSettings(**values_at(file, ("identity-center", name), CENTER))
        except ConfigError as fault:
            problems.append(ConfigError(fault.message, fault.hint, about=(f"idp:{name}",)))
            centers[name] = CenterSettings(fault=f"{fault.message} {fault.hint}".strip())
    return centers
