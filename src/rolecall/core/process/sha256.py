"""SHA-256 without the library of all digests: OpenSSL takes 3 ms to load, Python's own nothing."""

try:  # its name from 3.12 on, and before
    import _sha2 as _own  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    try:
        import _sha256 as _own  # type: ignore[import-not-found,no-redef,unused-ignore]
    except ImportError:  # a Python built without
        import hashlib as _own


def sha256_hex(data: bytes) -> str:
    """The digest as 64 hex digits."""
    return str(_own.sha256(data).hexdigest())
