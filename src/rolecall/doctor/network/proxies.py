"""The proxy variables: whether each is an address, and whether anything answers there."""

import socket
from collections.abc import Iterator, Mapping

from rolecall.core.errors import ConfigError
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.saml.idp_url import IdpUrl
from rolecall.saml.proxy import proxy_for

_AREA = Area.NETWORK
_PATIENCE = 3.0  # seconds until a proxy counts as silent
_PROXIES = ("https_proxy", "http_proxy", "all_proxy")
_STS = "sts.amazonaws.com"


def proxy_findings(setup: Setup) -> list[Finding]:
    """Returns whether each proxy answers, which takes _PATIENCE seconds at most."""
    # Without NO_PROXY: it may except AWS, and still be meant for the identity provider, which alone
    # is reached by ALL_PROXY: botocore ignores that.
    ignored = ("no_proxy",) if setup.has_saml else ("no_proxy", "all_proxy")
    env = {name: value for name, value in setup.env.items() if name.lower() not in ignored}
    found = list(_contradictions(setup))
    seen: set[str] = set()
    for scheme, port in (("https", 443), ("http", 80)):
        try:
            proxy = proxy_for(IdpUrl(scheme, _STS, port, "/"), env)
        except ConfigError as error:
            if error.message not in seen:
                seen.add(error.message)
                found.append(failing(_AREA, error.message, "Use http://HOST:PORT."))
            continue
        if proxy is None or proxy.shown in seen:
            continue
        seen.add(proxy.shown)
        found.append(_reached(proxy.host, proxy.port, safe_text(proxy.shown), _named(scheme, env)))
    if not seen:
        found.append(ok(_AREA, "No proxy is set"))
    return found


def _reached(host: str, port: int, shown: str, name: str) -> Finding:
    try:
        socket.create_connection((host, port), _PATIENCE).close()
    except (OSError, UnicodeError):
        return failing(
            _AREA,
            f"The proxy of {name}, {shown}, does not answer.",
            f"Check its address and the network (a VPN?). Without it: unset {name}",
        )
    return ok(_AREA, f"The proxy of {name}, {shown}, answers")


def _contradictions(setup: Setup) -> Iterator[Finding]:
    for name in (*_PROXIES, "no_proxy"):
        small, capital = setup.env.get(name), setup.env.get(name.upper())
        if small is not None and capital is not None and small != capital:
            yield warning(
                _AREA,
                f"{name} and {name.upper()} differ; {name} counts for most programs.",
                f"Set both alike, or: unset {name}",
            )


def _named(scheme: str, env: Mapping[str, str]) -> str:
    """Returns the variable that names the proxy, as it is spelt there."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        for spelt in (name, name.upper()):
            if spelt in env:
                if env[spelt].strip():
                    return spelt
                break
    return f"{scheme}_proxy".upper()
