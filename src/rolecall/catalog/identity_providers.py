"""The SAML identity providers, and which account uses which.

They come from config.toml, and one from the classic's environment variables.
"""

from collections.abc import Mapping

from rolecall.core.errors import ConfigError
from rolecall.core.model import BASTION, SAML, SCHEME_NAMES, parse_account_id
from rolecall.core.record import Record
from rolecall.core.settings.settings import AccountSettings, IdentityProvider, Settings

SCHEME = "AWS_ASSUME_ROLE_AUTH_SCHEME"
UNNAMED = "identity provider"  # the name of the classic's provider without SAML_IDP_NAME
_DEFAULT_NAME = "default"


class Providers(Record):
    """All providers by name.

    `default_idp` serves the accounts that no provider lists; empty: there is none.
    """

    by_name: Mapping[str, IdentityProvider]
    of_account: Mapping[str, str]  # by alias or id
    default_idp: str
    scheme: str  # the default scheme of accounts
    set_by_variables: bool  # the variables set the scheme of every account that a file lists

    def scheme_and_idp(self, names: tuple[str, ...], entry: AccountSettings) -> tuple[str, str]:
        """Returns the scheme of the account with these names, and its provider if that is SAML."""
        idp = entry.idp or self._listing(names)
        scheme = entry.scheme or (SAML if idp else self.scheme)
        return scheme, (idp or self.default_idp) if scheme == SAML else ""

    def is_configured(self, names: tuple[str, ...], entry: AccountSettings, in_files: bool) -> bool:
        """Whether the scheme of an account is set; otherwise any assertion that lists it decides.

        `in_files`: a file lists the account.
        """
        is_set = entry.scheme or entry.idp or self._listing(names)
        return bool(is_set) or (in_files and self.set_by_variables)

    def why_not(self, name: str) -> str:
        """Returns why nobody can sign in with this provider; empty where it is usable."""
        if not name and self.by_name:
            return (
                f"which identity provider is it? Set its idp, or call one of them {_DEFAULT_NAME}"
            )
        if not name:
            return "no identity provider is set: SAML_IDP_ASSERTION_URL, or one in config.toml"
        if name not in self.by_name:
            return f"its identity provider {name} is not in config.toml"
        if fault := self.by_name[name].fault:
            return fault.rstrip(".")
        if not self.by_name[name].url:
            return f"its identity provider {name} has no url"
        return ""

    def _listing(self, names: tuple[str, ...]) -> str:
        return next((self.of_account[name] for name in names if name in self.of_account), "")


def identity_providers(settings: Settings, env: Mapping[str, str]) -> Providers:
    """Returns the providers of config.toml and of the classic's variables, which take precedence.

    SAML_IDP_NAME without the other variables selects one of the file as the default. Raises
    ConfigError for an unknown scheme.
    """
    scheme = env.get(SCHEME) or BASTION
    if scheme not in SCHEME_NAMES:
        raise ConfigError(f"{SCHEME} is none of {', '.join(SCHEME_NAMES)}.", f"Try: unset {SCHEME}")
    by_name = {
        name: provider._replace(name=provider.name or name)
        for name, provider in settings.identity_providers.items()
    }
    named = env.get("SAML_IDP_NAME", "")
    classic = named if named in by_name else ""
    if env.get("SAML_IDP_ASSERTION_URL"):
        classic = named or UNNAMED
        by_name[classic] = _from_variables(by_name.get(classic, IdentityProvider()), env)
    return Providers(
        by_name,
        {
            parse_account_id(account) or account: name
            for name, provider in reversed(by_name.items())
            for account in provider.accounts
        },
        classic or _default_idp(by_name),
        scheme,
        bool(env.get(SCHEME) or env.get("SAML_IDP_ASSERTION_URL")),
    )


def _from_variables(known: IdentityProvider, env: Mapping[str, str]) -> IdentityProvider:
    url = env["SAML_IDP_ASSERTION_URL"]
    return known._replace(
        url=url,
        name=env.get("SAML_IDP_NAME", ""),
        body=env.get("SAML_IDP_REQUEST_BODY_TEMPLATE") or known.body,
        allow_http=known.allow_http and known.url == url,  # it was allowed for that URL only
    )


def _default_idp(by_name: Mapping[str, IdentityProvider]) -> str:
    if _DEFAULT_NAME in by_name:
        return _DEFAULT_NAME
    free = [name for name, provider in by_name.items() if not provider.accounts] or list(by_name)
    return free[0] if len(free) == 1 else ""
