"""SHA-256 without hashlib: that loads OpenSSL in 3 ms, Python's own module takes no time."""

try:  # the name from Python 3.12 on, and the one before
    import _sha2 as _own  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    try:
        import _sha256 as _own  # type: ignore[import-not-found,no-redef,unused-ignore]
    except ImportError:  # a Python built without it
        import hashlib as _own


def sha256_hex(data: bytes) -> str:
    """Returns the digest as 64 hex digits."""
    return str(_own.sha256(data).hexdigest())
