"""Selects the proxy for the IdP by the usual environment variables."""

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from rolecall.core.errors import ConfigError
from rolecall.core.secret import Secret
from rolecall.saml.idp_url import IdpUrl

_PROXY = re.compile(
    r"(?:(https?)://)?(?:([^/]*)@)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/?",
    re.IGNORECASE | re.ASCII,
)


class Proxy(NamedTuple):
    """An HTTP proxy; `login` is the value of its Proxy-Authorization header, empty for none."""

    scheme: str
    host: str
    port: int
    login: Secret

    @property
    def shown(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Proxy-Authorization": self.login.reveal()} if self.login else {}


def proxy_for(url: IdpUrl, env: Mapping[str, str]) -> Proxy | None:
    """Returns the proxy of HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, unless NO_PROXY lists the host.

    As in urllib, the lower-case variables take precedence. This machine is always reached directly.
    Raises ConfigError, whose message never contains the value, as it may have a password.
    """
    if url.is_loopback:
        return None
    name, address = _first(env, f"{url.scheme}_proxy", "all_proxy")
    _, no_proxy = _first(env, "no_proxy")
    if not address or _is_excluded(no_proxy, url):
        return None
    match = _PROXY.fullmatch(address)
    scheme = (match[1] or "http").lower() if match else ""
    port = int(match[4] or (443 if scheme == "https" else 80)) if match else 0
    if match is None or not 0 < port < 65_536:
        raise ConfigError(
            f"{name} is not the address of an HTTP proxy.",
            "Use http://HOST:PORT, or put the identity provider's host into NO_PROXY.",
        )
    login = b64encode(unquote(match[2]).encode()).decode() if match[2] else ""
    return Proxy(scheme, match[3].strip("[]"), port, Secret(login and f"Basic {login}"))


def _is_excluded(no_proxy: str, url: IdpUrl) -> bool:
    """Whether NO_PROXY lists the host or a parent domain, with or without port, or is `*`."""
    if no_proxy.strip() == "*":
        return True
    for listed in no_proxy.lower().split(","):
        name = listed.strip().lstrip(".")
        for host in (url.host, f"{url.host}:{url.port}"):
            if name and (host == name or host.endswith("." + name)):
                return True
    return False


def _first(env: Mapping[str, str], *names: str) -> tuple[str, str]:
    for name in names:
        for spelt in (name, name.upper()):
            if spelt in env:
                if value := env[spelt].strip():
                    return spelt, value
                break  # set but empty: no proxy, regardless of the upper-case variable
    return names[0], ""
