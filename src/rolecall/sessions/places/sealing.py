"""Seals a file with AES-GCM (NIST SP 800-38D): a key of 256 bits, a random nonce of 96.

A sealed file is bound to its name and its format: under another name, changed in any bit, or
opened with another key, it counts as missing.
"""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_SIZE = 32  # bytes
_FORMAT = b"rolecall sealed 1\n"  # the first bytes of a file; sealed with it
_NONCE = 12  # bytes


def is_available() -> bool:
    """Whether the package `cryptography` can be imported."""
    try:
        _cipher(bytes(KEY_SIZE))
    except ImportError:
        return False
    return True


def sealed(key: bytes, name: str, data: bytes) -> bytes:
    """Returns the content of the sealed file `name`. Raises ImportError without cryptography."""
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + bytes(_cipher(key).encrypt(nonce, data, _bound_to(name)))


def opened(key: bytes, name: str, content: bytes) -> bytes | None:
    """Returns what the file `name` holds; None where its content was not sealed for it."""
    if not content.startswith(_FORMAT) or len(content) < len(_FORMAT) + _NONCE:
        return None
    nonce, data = content[len(_FORMAT) :][:_NONCE], content[len(_FORMAT) + _NONCE :]
    try:
        cipher = _cipher(key)
        from cryptography.exceptions import InvalidTag  # deferred: an optional package
    except ImportError:
        return None
    try:
        return bytes(cipher.decrypt(nonce, data, _bound_to(name)))
    except InvalidTag:
        return None


def _bound_to(name: str) -> bytes:
    return _FORMAT + name.encode()


def _cipher(key: bytes) -> "AESGCM":
    # deferred: an optional package, needed only for what is sealed
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
