"""Asks the system keyring for the key that sessions are sealed with, and makes one for it.

A keyring that is locked, hangs or is missing costs 2 seconds, and opens no prompt: that would be
gone again before anybody could answer it.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import own_lock
from rolecall.core.keyring.keyring_item import (
    FOUND,
    KEPT,
    LOCKED,
    NONE,
    Answer,
    fault_of,
    is_installed,
    keep_item,
    read_item,
)
from rolecall.sessions.places.sealing import KEY_SIZE, is_available

SERVICE, USER = "rolecall sessions", "key"  # the item, as in `keyring get SERVICE USER`
LIMIT = 2.0  # seconds for the keyring to answer, the start of the child that asks it included
_HINT = "Unlock it, or choose another place: [store] where in config.toml."


def key_in_keyring(env: Mapping[str, str], lock: str, *, make: bool) -> bytes:
    """Returns the key; `make`: a new one where there is none.

    `lock` is the path of which two processes need the lock, to make but one. Raises RolecallError,
    its message without a period, where the keyring does not give or take a key.
    """
    if not (is_installed() and is_available()):
        what = "The packages for the system keyring are not installed"
        raise RolecallError(what, 'Try: pip install "rolecall[keyring]"')
    if key := _read(env):
        return key
    if not make:
        raise RolecallError("The system keyring has no key of Rolecall's", _HINT)
    with own_lock(lock, depth=2):
        if key := _read(env):  # of another process
            return key
        key = os.urandom(KEY_SIZE)
        text = b64encode(key).decode()
        answer = keep_item(SERVICE, USER, text, env, LIMIT, quiet=True)
    if answer.outcome != KEPT:
        raise _fault(answer)
    return key


def _read(env: Mapping[str, str]) -> bytes:
    """Returns the key, empty where there is none. Raises RolecallError."""
    answer = read_item(SERVICE, USER, env, LIMIT, quiet=True)
    if answer.outcome == NONE:
        return b""
    if answer.outcome != FOUND:
        raise _fault(answer)
    try:
        key = b64decode(answer.password, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        what = f'The item "{SERVICE}" of the system keyring is no key'
        raise RolecallError(what, f'Remove it: keyring del "{SERVICE}" {USER}')
    return key


def _fault(answer: Answer) -> RolecallError:
    if answer.outcome == LOCKED:
        return RolecallError("The system keyring is locked", _HINT)
    if answer.outcome == NONE:
        return RolecallError("There is no system keyring here", _HINT)
    return RolecallError(fault_of(answer, LIMIT), _HINT)
