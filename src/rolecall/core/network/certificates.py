"""Certificates that were not accepted: why, in words, and who issued them.

Python's ssl module tells neither of a certificate that failed verification, so it is fetched again,
over a connection that sends nothing.
"""

from collections.abc import Iterator, Mapping

WHY = {  # by OpenSSL's verify codes, X509_V_ERR_*
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed",
    19: "comes from an authority that this machine does not trust",
    20: "comes from an authority that this machine does not trust",
    21: "comes from an authority that this machine does not trust",
    62: "is for another host",
    64: "is for another host",
}
UNKNOWN_AUTHORITY = (19, 20, 21)
UNTRUSTED = (18, *UNKNOWN_AUTHORITY)
UNTIMELY = (9, 10)
OTHER_HOST = 62
_LIMIT = 3.0  # seconds
_COMMON_NAME, _ORGANIZATION = b"\x55\x04\x03", b"\x55\x04\x0a"  # OIDs 2.5.4.3 and 2.5.4.10
_VERSION = 0xA0
_ENCODINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}


def fetched_issuer(
    host: str,
    port: int,
    proxy: tuple[str, int] | None = None,
    proxy_headers: Mapping[str, str] | None = None,
) -> str:
    """Returns who issued the certificate that a server shows; empty where that is not found out.

    `proxy`: an HTTP proxy to tunnel through. No request is sent to the server.
    """
    # deferred: only a certificate that was refused needs them
    import http.client
    import ssl

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(
        *(proxy or (host, port)), timeout=_LIMIT, context=context
    )
    if proxy:
        connection.set_tunnel(host, port, dict(proxy_headers or {}))
    try:
        connection.connect()
        shown = connection.sock.getpeercert(binary_form=True)
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    finally:
        connection.close()
    return issuer_name(shown or b"")


def issuer_name(certificate: bytes) -> str:
    """Returns the issuer's common name, else its organization, of a certificate in DER (RFC 5280).

    Empty for neither, and for what is no certificate.
    """
    try:
        _, whole, _ = _element(certificate)
        _, signed, _ = _element(whole)
        fields = list(_elements(signed))
        if fields and fields[0][0] == _VERSION:
            del fields[0]
        _, issuer = fields[2]  # after the serial number and the signature's algorithm
        names = dict(_names(issuer))
    except (IndexError, ValueError, LookupError):
        return ""
    return names.get(_COMMON_NAME) or names.get(_ORGANIZATION) or ""


def _names(issuer: bytes) -> Iterator[tuple[bytes, str]]:
    for _, group in _elements(issuer):
        for _, pair in _elements(group):
            (_, oid), (tag, value) = _elements(pair)
            if tag in _ENCODINGS:
                yield oid, value.decode(_ENCODINGS[tag], "replace")


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields tag and content of each element."""
    while content:
        tag, inner, content = _element(content)
        yield tag, inner


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Returns tag and content of the first element, and what follows it (X.690, DER)."""
    tag, size, start = data[0], data[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    if start + size > len(data):
        raise ValueError("cut off")
    return tag, data[start : start + size], data[start + size :]
