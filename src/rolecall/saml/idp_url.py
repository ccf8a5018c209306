"""Parses the IdP's URL, and decides whether the password may be sent there."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from rolecall.core.errors import ConfigError
from rolecall.core.network.web_origin import WebOrigin, is_loopback
from rolecall.core.network.web_origin import parse_url as parse_web_url
from rolecall.core.safe_text import safe_text
from rolecall.core.settings.settings import IdentityProvider

ALLOW_HTTP = "ROLECALL_ALLOW_HTTP_IDP"
_SETTING = "SAML_IDP_ASSERTION_URL, or `url` under [identity-providers.NAME] in config.toml"
_LOGIN = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?/*[^/?#]*@", re.IGNORECASE)


class IdpUrl(NamedTuple):
    """The parts of a URL: the host without brackets, path and query as the request target."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and, unless it is the default one, port (RFC 6454)."""
        return str(WebOrigin(self.scheme, self.host, self.port))

    @property
    def shown(self) -> str:
        """The URL for display, without its query, which may contain a key."""
        path, mark, _ = self.target.partition("?")
        return safe_text(f"{self.origin}{path}{mark and '?…'}")

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


def parse_url(text: str) -> IdpUrl:
    """Parses an http or https URL. Raises ConfigError, whose message never contains the URL."""
    text = text.strip()
    if not text:
        raise ConfigError("No URL of an identity provider is set.", f"Set {_SETTING}.")
    if _LOGIN.match(text):
        raise ConfigError(
            "The URL of the identity provider holds a user name or a password.",
            f"Remove everything up to the @ in {_SETTING}: you are asked for both.",
        )
    url = parse_web_url(text)
    if url is None:
        raise ConfigError(
            "The URL of the identity provider does not have the form https://HOST/PATH.",
            f"Check {_SETTING}.",
        )
    return IdpUrl(*url.origin, url.target)


def origin_of(url: str) -> str:
    """Returns the origin that the password is sent to: `https://idp.example.com`.

    Raises ConfigError.
    """
    return parse_url(url).origin


def check_url(provider: IdentityProvider, env: Mapping[str, str]) -> str:
    """Returns the classic's warning about plain http; empty for https.

    Raises ConfigError for an invalid URL, and for http to another machine unless that is allowed.
    """
    url = parse_url(provider.url)
    if url.scheme == "https":
        return ""
    if not (url.is_loopback or provider.allow_http or env.get(ALLOW_HTTP) == "1"):
        raise ConfigError(
            f"The password would go to {url.origin} in plain text: refused.",
            "Use its https URL. If there is none: allow_http = true under "
            f"[identity-providers.NAME] in config.toml, or {ALLOW_HTTP}=1.",
        )
    return (
        f"[WARNING] - Using non-https url ({url.shown}) for SAML authentication. "
        "Your credentials may be sent via plaintext."
    )
