"""Whom a URL leads to: scheme, host and port, read strictly, and whether that is this machine.

Whoever decides by a URL whether a secret may travel decides by this: a prefix such as `127.` also
begins `127.evil.example`, and a lenient parser reads another host than the one that is asked.
"""

import re
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

PORTS = {"http": 80, "https": 443}
# No blanks, backslashes, user names or escapes: nobody along the way can read another host into it.
_URL = r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?((?:[/?][!-\"$-\[\]-~]*)?)(?:#\S*)?"


class WebOrigin(NamedTuple):
    """Scheme, host (lower case, without brackets) and port (RFC 6454)."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


class WebUrl(NamedTuple):
    """A URL in parts: its origin, and the target that HTTP's request line has."""

    origin: WebOrigin
    target: str


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its address or as exactly `localhost`.

    Other spellings of an address (`127.1`, `0x7f.1`, `2130706433`) are no: resolvers differ over
    them. Names below `.localhost` are no: a resolver without RFC 6761 asks the network for them.
    """
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return False
        return (address.ipv4_mapped or address).is_loopback
    return address.is_loopback


def parse_url(text: str) -> WebUrl | None:
    """The parts of an http or https URL; None for anything else, and for one with a login."""
    match = re.fullmatch(_URL, text, re.IGNORECASE | re.ASCII)
    if match is None:
        return None
    scheme, host = match[1].lower(), match[2].strip("[]").lower()
    port = int(match[3] or PORTS[scheme])
    labels = host.removesuffix(".").split(".") if match[2][0] != "[" else []
    if not 0 < port < 65_536 or not all(0 < len(label) < 64 for label in labels):
        return None
    target = match[4] if match[4].startswith("/") else "/" + match[4]
    return WebUrl(WebOrigin(scheme, host, port), target)


def parse_origin(text: str) -> WebOrigin | None:
    """Whom a URL leads to; None for what is no http or https URL."""
    url = parse_url(text)
    return url.origin if url else None
