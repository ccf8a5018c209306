"""Reads the password of an IdP's user from the system keyring (the extra `keyring`).

It is stored as by the keyring package's own command: `keyring set rolecall:IDP USER`. A child
process does the work, and is killed after `limit` seconds, since a keyring may hang or prompt.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import NamedTuple

from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret
from rolecall.saml.keyring.keyring_child import (
    FAILED,
    FOREIGN,
    FOUND,
    KEPT,
    LOCKED,
    NONE,
    SILENT,
)

LIMIT = 3.0  # seconds, the child's start included


class _Answer(NamedTuple):
    """The child's answer: outcome, password found, and backend that is not accepted."""

    outcome: str
    password: str = ""
    backend: str = ""

    def __repr__(self) -> str:
        return f"_Answer({self.outcome})"


def keyring_password(
    idp: str, user_name: str, *, env: Mapping[str, str] = os.environ, limit: float = LIMIT
) -> tuple[Secret | None, str]:
    """Returns the password, or None and a note for the user; the note is empty for none stored."""
    if not is_installed():
        return None, ""
    answer = _ask({"service": _service(idp), "user": user_name}, env, limit)
    if answer.outcome == FOUND:
        return Secret(answer.password), ""
    why = _why(answer, limit)
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
    request = {"service": _service(idp), "user": user_name, "password": password.reveal()}
    answer = _ask(request, env, limit)
    if answer.outcome == KEPT:
        return ""
    why = _why(answer, limit) or "There is no system keyring here"
    return f"The password was not kept. {why}."


def keyring_state(env: Mapping[str, str], limit: float = LIMIT) -> tuple[bool, str]:
    """Returns whether a keyring is open here, and what is wrong with it, without a period.

    Neither, where there is none.
    """
    answer = _ask({"check": ""}, env, limit)
    return answer.outcome == FOUND, "" if answer.outcome == FOUND else _why(answer, limit)


def is_installed() -> bool:
    """Whether the extra `keyring` is installed."""
    return find_spec("keyring") is not None


def _service(idp: str) -> str:
    return f"rolecall:{idp}"


def _why(answer: _Answer, limit: float) -> str:
    """Returns why the keyring gave no password; empty where it simply has none."""
    reasons = {
        NONE: "",
        SILENT: f"The system keyring did not answer within {limit:g} s (is it locked?)",
        LOCKED: "The system keyring is locked and was not unlocked",
        FOREIGN: f"The keyring {safe_text(answer.backend)} is not used: only the system's "
        "encrypted ones are",
    }
    return reasons.get(answer.outcome, "The system keyring failed")


def _ask(request: dict[str, str], env: Mapping[str, str], limit: float) -> _Answer:
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "rolecall.saml.keyring.keyring_child"],
        # A keyring does not need the AWS credentials in our environment.
        env={name: value for name, value in env.items() if not name.startswith("AWS_")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output, _ = child.communicate(json.dumps(request).encode(), timeout=limit)
    except subprocess.TimeoutExpired:
        _end(child)
        return _Answer(SILENT)
    except BaseException:  # the user cancels
        _end(child)
        raise
    return _read(output)


def _read(output: bytes) -> _Answer:
    try:
        return _Answer(**json.loads(output))
    except (ValueError, TypeError):
        return _Answer(FAILED)  # the child ended without an answer


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Kills the child and what it started: it is the leader of its own session."""
    if sys.platform == "win32":
        child.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # it has just ended
            os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()
    child.wait()
