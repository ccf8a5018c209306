"""Reads the password of an IdP's user from the system keyring (the extra `keyring`).

It is stored as by the keyring package's own command: `keyring set rolecall:IDP USER`.
"""

import os
from collections.abc import Mapping

from rolecall.core.keyring.keyring_item import (
    FOUND,
    KEPT,
    check_keyring,
    fault_of,
    is_installed,
    keep_item,
    read_item,
)
from rolecall.core.secret import Secret

LIMIT = 3.0  # seconds, the child's start included


def keyring_password(
    idp: str, user_name: str, *, env: Mapping[str, str] = os.environ, limit: float = LIMIT
) -> tuple[Secret | None, str]:
    """Returns the password, or None and a note for the user; the note is empty for none stored."""
    if not is_installed():
        return None, ""
    answer = read_item(_service(idp), user_name, env, limit)
    if answer.outcome == FOUND:
        return Secret(answer.password), ""
    why = fault_of(answer, limit)
    return None, f"{why}; the password is asked for instead." if why else ""


def keep_in_keyring(
    idp: str,
    user_name: str,
    password: Secret,
    *,
    env: Mapping[str, str] = os.environ,
    limit: float = LIMIT,
) -> str:
    """Keep a password, in place of an older one; nothing where that worked, else one line why not.

    For a password that the IdP has taken, of a user who wants it kept.
    """
    if not is_installed():
        return 'The password was not kept: install "rolecall[keyring]" first.'
    answer = keep_item(_service(idp), user_name, password.reveal(), env, limit)
    if answer.outcome == KEPT:
        return ""
    why = fault_of(answer, limit) or "There is no system keyring here"
    return f"The password was not kept. {why}."


def keyring_state(env: Mapping[str, str], limit: float = LIMIT) -> tuple[bool, str]:
    """Returns whether a keyring is open here, and what is wrong with it, without a period.

    Neither, where there is none.
    """
    answer = check_keyring(env, limit)
    return answer.outcome == FOUND, fault_of(answer, limit)


def _service(idp: str) -> str:
    return f"rolecall:{idp}"
