"""Translates connection errors of the IdP into messages with hints.

By the type of the error, never by its text, which may contain a proxy's password.
"""

import re
import ssl

from urllib3.exceptions import NameResolutionError, NewConnectionError, SSLError

from rolecall.core.errors import RolecallError, Unreachable
from rolecall.core.network.certificates import UNKNOWN_AUTHORITY, WHY, fetched_issuer
from rolecall.core.safe_text import safe_text
from rolecall.saml.idp_url import IdpUrl
from rolecall.saml.proxy import Proxy

SENT_ONCE = "The password was sent once and is not sent again by itself."
_TUNNEL = re.compile(r"Tunnel connection failed: ([0-9]{3})\b")
_OTHER_TLS = {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}


def failure(
    error: Exception, url: IdpUrl, proxy: Proxy | None, sent: bool, deadline: float
) -> RolecallError:
    """Returns the error to raise; `sent`: the password had been sent before."""
    if sent:
        return _after_sending(error, url, deadline)
    if isinstance(error, SSLError) and error.args and isinstance(error.args[0], ssl.SSLError):
        error = error.args[0]
    if isinstance(error, ssl.SSLError):
        return _untrusted(error, url, proxy)
    if isinstance(error, NameResolutionError):
        who = f"The proxy's host {proxy.host}" if proxy else f"The host {url.host}"
        return Unreachable(
            f"{who} cannot be resolved.", "Check the network, the VPN and the spelling."
        )
    if proxy and (refused := _TUNNEL.search(str(error))):
        return proxy_refusal(proxy, int(refused[1]), url)
    if proxy and isinstance(error, NewConnectionError):
        return Unreachable(
            f"The proxy {proxy.shown} does not answer.",
            "Check HTTPS_PROXY and NO_PROXY, or the network.",
        )
    if isinstance(error, NewConnectionError):
        return Unreachable(
            f"{url.origin} cannot be reached.", "Check the network, the VPN and the URL."
        )
    if isinstance(error, TimeoutError):
        through = f" through the proxy {proxy.shown}" if proxy else ""
        return Unreachable(
            f"{url.origin} could not be reached{through} within {deadline:g} s.",
            "Check the network and the VPN, then try again. The password was not sent.",
        )
    return Unreachable(
        f"The connection to {url.origin} broke before anything was sent.",
        "Check the network and the proxy, then try again.",
    )


def proxy_refusal(proxy: Proxy, status: int, url: IdpUrl) -> Unreachable:
    """Returns the error for a refusal by the proxy, with its HTTP status."""
    if status == 407:
        return Unreachable(
            f"The proxy {proxy.shown} wants another user name and password (HTTP 407).",
            f"They are in {url.scheme.upper()}_PROXY: http://USER:PASSWORD@HOST:PORT.",
        )
    return Unreachable(
        f"The proxy {proxy.shown} does not allow {url.origin} (HTTP {status}).",
        "Check HTTPS_PROXY, or name the host in NO_PROXY.",
    )


def _after_sending(error: Exception, url: IdpUrl, deadline: float) -> Unreachable:
    if isinstance(error, TimeoutError):
        return Unreachable(
            f"{url.origin} did not answer within {deadline:g} s.", f"Try again later. {SENT_ONCE}"
        )
    return Unreachable(
        f"The connection to {url.origin} broke before the whole answer arrived.",
        f"Check the network and the proxy, then try again. {SENT_ONCE}",
    )


def _untrusted(error: ssl.SSLError, url: IdpUrl, proxy: Proxy | None) -> Unreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = WHY.get(error.verify_code, "cannot be trusted")
        if error.verify_code in UNKNOWN_AUTHORITY and (issuer := _issuer(url, proxy)):
            why = f'was issued by "{issuer}", which this machine does not trust'
        return Unreachable(
            f"The TLS certificate of {url.origin} {why}. The password was not sent.",
            "Behind a company's own authority, set SSL_CERT_FILE (or AWS_CA_BUNDLE) to its file.",
        )
    if error.reason in _OTHER_TLS:
        return Unreachable(
            f"{url.origin} speaks only TLS 1.1 or older. The password was not sent.",
            "Its administrator must switch on TLS 1.2 or 1.3.",
        )
    return Unreachable(
        f"{url.origin} does not speak TLS. The password was not sent.",
        "Check the host and the port of the URL, and the proxy.",
    )


def _issuer(url: IdpUrl, proxy: Proxy | None) -> str:
    """Returns who issued the certificate of the IdP, or of whoever answers in its place."""
    if proxy is None:
        return safe_text(fetched_issuer(url.host, url.port), 80)
    if proxy.scheme != "http":
        return ""
    way = (proxy.host, proxy.port)
    return safe_text(fetched_issuer(url.host, url.port, way, proxy.headers), 80)
