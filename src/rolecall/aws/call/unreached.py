"""Why AWS was not reached, in words: name, route, proxy, certificate.

By the type of the exceptions and their numbers; of a text only the status is read that a proxy gave
to CONNECT, as it may contain the proxy's password.
"""

import errno
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from urllib3.util.ssl_match_hostname import CertificateError

from rolecall.core.errors import NotProcessed, RolecallError, Unreachable
from rolecall.core.network.certificates import OTHER_HOST, UNTIMELY, UNTRUSTED, WHY
from rolecall.core.partitions import unknown_region
from rolecall.core.process.machine_clock import how_to_set_clock
from rolecall.core.safe_text import safe_text

CHECK = "Check the network, the proxy variables and AWS_ENDPOINT_URL. Your sessions still work."
_OFFLINE = "Check the network and the VPN. Your sessions still work."
_CHECK_PROXY = "Check HTTPS_PROXY and NO_PROXY, or the network."
_TUNNEL = re.compile(r"Tunnel connection failed: ([0-9]{3})\b")
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}


class HostNotFound(Exception):
    """DNS has no address for a host, or not in time. `proxy`: the host is the proxy."""

    def __init__(self, host: str, proxy: bool) -> None:
        super().__init__("a name without an address")
        self.host = host
        self.proxy = proxy


class ConnectTimedOut(Exception):
    """No address of a host accepted a connection in time. `proxy`: the host is the proxy."""

    def __init__(self, proxy: bool) -> None:
        super().__init__("no address answered in time")
        self.proxy = proxy


class UntrustedCertificate(Exception):
    """A certificate that was not accepted; `code` is OpenSSL's, `issuer` empty if not known."""

    def __init__(self, host: str, code: int, issuer: str) -> None:
        super().__init__("a certificate that was not accepted")
        self.host = host
        self.code = code
        self.issuer = issuer


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yields an exception and those that it wraps; botocore and urllib3 each have their own way."""
    for _ in range(8):
        if error is None:
            return
        yield error
        inner = getattr(error, "kwargs", {}).get("error") or getattr(error, "original_error", None)
        if inner is None and error.args and isinstance(error.args[0], BaseException):
            inner = error.args[0]
        error = inner or error.__cause__ or error.__context__


def is_refused(error: BaseException) -> bool:
    """Whether a connection was refused, so that nothing was sent."""
    return any(isinstance(one, ConnectionRefusedError) for one in causes(error))


def verify_code(error: BaseException) -> int:
    """Returns OpenSSL's code for a certificate that was not accepted; 0 for other errors."""
    for one in causes(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return one.verify_code or -1
        if isinstance(one, CertificateError):  # urllib3 compares the host's name itself
            return OTHER_HOST
    return 0


def no_address(error: HostNotFound, action: str, region: str) -> RolecallError:
    """Returns the error for a name that DNS does not know."""
    host = safe_text(error.host)
    if error.proxy:
        return NotProcessed(f"The proxy's host {host} cannot be resolved.", _CHECK_PROXY)
    if region in host.split(".") and (hint := unknown_region(region)):
        return NotProcessed(f"There seems to be no region {region}: cannot resolve {host}.", hint)
    return NotProcessed(f"AWS cannot be reached ({action}): cannot resolve {host}.", CHECK)


def no_connection(error: BaseException, action: str) -> RolecallError:
    """Returns the error for a host that took no connection."""
    host = _host_of(error)
    for one in causes(error):
        if isinstance(one, ConnectionRefusedError):
            return NotProcessed(
                f"AWS cannot be reached ({action}): {host} refuses connections.", CHECK
            )
        if isinstance(one, OSError) and one.errno in _NO_ROUTE:
            return NotProcessed(f"AWS cannot be reached ({action}): no route to {host}.", _OFFLINE)
    return NotProcessed(f"AWS cannot be reached ({action}).", CHECK)


def by_proxy(error: BaseException, region: str) -> Unreachable:
    """Returns the error for a proxy that did not let a request through."""
    proxy = urlsplit(str(getattr(error, "kwargs", {}).get("proxy_url") or ""))
    shown = safe_text(f"{proxy.hostname}:{proxy.port}" if proxy.port else proxy.hostname or "")
    for one in causes(error):
        found = _TUNNEL.search(str(one)) if isinstance(one, OSError) else None
        if found and found[1] == "407":
            wants = "another" if proxy.username else "a"
            return NotProcessed(
                f"The proxy {shown} wants {wants} user name and password (HTTP 407).",
                "They go in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT",
            )
        if found:
            return NotProcessed(
                f"The proxy {shown} does not let AWS through (HTTP {found[1]}).",
                "Ask whoever runs it to allow AWS's hosts, or name them in NO_PROXY.",
            )
    return silent_proxy(region, shown, never_sent=is_refused(error))


def silent_proxy(region: str, shown: str = "", *, never_sent: bool) -> Unreachable:
    """Returns the error for a proxy that does not answer."""
    kind = NotProcessed if never_sent else Unreachable
    hint = f"{_CHECK_PROXY} {unknown_region(region)}".strip()
    return kind(f"The proxy {shown} does not answer.".replace("  ", " "), hint)


def untrusted(error: UntrustedCertificate) -> RolecallError:
    """Returns the error for a certificate that was not accepted, with who issued it."""
    host, issuer = safe_text(error.host), safe_text(error.issuer, 80)
    by = f" (issued by {issuer})" if issuer else ""
    if error.code in UNTRUSTED and issuer:
        return NotProcessed(
            f'The TLS certificate of {host} was issued by "{issuer}", which this machine does not '
            "trust.",
            "Something in between, such as a company proxy, replaces it: set AWS_CA_BUNDLE to a "
            "file with its certificates.",
        )
    why = WHY.get(error.code, "cannot be trusted")
    if error.code in UNTIMELY:
        hint = f"Is this machine's clock right? {how_to_set_clock()}"
    elif error.code in UNTRUSTED:
        hint = "Behind a company proxy, set AWS_CA_BUNDLE to the company's certificates."
    else:
        hint = (
            "Something else answers in AWS's place: check AWS_ENDPOINT_URL and the proxy, or open "
            "a browser once for the network's login page."
        )
    return NotProcessed(f"The TLS certificate of {host} {why}{by}.", hint)


def no_tls(error: BaseException, action: str) -> Unreachable:
    """Returns the error for TLS that failed for another reason than the certificate."""
    return Unreachable(
        f"TLS with {_host_of(error)} failed ({action}).",
        "Check the scheme and the port of AWS_ENDPOINT_URL, and the proxy.",
    )


def _host_of(error: BaseException) -> str:
    """Returns the host and port of a botocore exception's URL."""
    url = urlsplit(str(getattr(error, "kwargs", {}).get("endpoint_url") or ""))
    return safe_text(url.netloc.rpartition("@")[2]) or "the host"
