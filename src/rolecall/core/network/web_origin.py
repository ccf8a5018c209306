"""A strict URL parser, for decisions about where a secret may be sent.

It returns the origin of a URL (scheme, host and port) and tells whether that is this machine. A
string prefix is no test: `127.` also begins `127.evil.example`. A lenient parser may see another
host than the HTTP client connects to.
"""

import re
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

PORTS = {"http": 80, "https": 443}
# No blanks, backslashes, user names or escapes, which other parsers read as another host.
_URL = r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?((?:[/?][!-\"$-\[\]-~]*)?)(?:#\S*)?"


class WebOrigin(NamedTuple):
    """An origin (RFC 6454): scheme, host in lower case without brackets, port."""

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
    """The origin of a URL, and the request target (path and query) of its HTTP request line."""

    origin: WebOrigin
    target: str


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: a loopback address or exactly `localhost`.

    Not other spellings of an address (`127.1`, `0x7f.1`, `2130706433`), which resolvers read
    differently, nor names below `.localhost`, which a resolver without RFC 6761 looks up in DNS.
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
    """Parses an http or https URL; None for anything else, and for a URL with user information."""
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
    """Returns the origin of an http or https URL; None for anything else."""
    url = parse_url(text)
    return url.origin if url else None
