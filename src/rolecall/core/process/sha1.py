"""SHA-1 without hashlib, which loads OpenSSL: AWS's tools name cached tokens by it."""

try:
    import _sha1 as _own  # type: ignore[import-not-found,unused-ignore]
except ImportError:  # a Python built without it
    import hashlib as _own


def sha1_hex(data: bytes) -> str:
    """Returns the digest as 40 hex digits; it names files, and protects nothing."""
    return str(_own.sha1(data, usedforsecurity=False).hexdigest())
