"""A password that would travel in clear: where that matters, and in the picker's words."""

from collections.abc import Mapping

from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp_url import check_url, parse_url


def in_clear(url: str) -> bool:
    """Whether others on the way can read what is sent. Raises ConfigError for what is no URL."""
    parts = parse_url(url)
    return parts.scheme == "http" and not parts.is_loopback


def in_our_words(line: str, provider: IdentityProvider | None, env: Mapping[str, str]) -> str:
    """A notice as the message line shows it; empty where there is nothing to be said.

    The sign-in tells the classic's own warning, and tells it of loopback addresses too.
    """
    if provider is None or not provider.url or line != check_url(provider, env):
        return line
    if not in_clear(provider.url):
        return ""
    return f"Not https: the password goes to {parse_url(provider.url).origin} in plain text."
