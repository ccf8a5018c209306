"""One item of the system keyring, read and written within a time limit.

A child process does the work, and is killed after `limit` seconds, since a keyring may hang or
prompt. Nothing here raises but what the user's cancelling raises.
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

from rolecall.core.keyring.keyring_child import (
    FAILED,
    FOREIGN,
    FOUND,
    KEPT,
    LOCKED,
    NONE,
    SILENT,
)
from rolecall.core.safe_text import safe_text

__all__ = ["FAILED", "FOREIGN", "FOUND", "KEPT", "LOCKED", "NONE", "SILENT", "Answer"]


class Answer(NamedTuple):
    """The keyring's answer: outcome, password found, and backend that is not accepted."""

    outcome: str
    password: str = ""
    backend: str = ""

    def __repr__(self) -> str:
        return f"Answer({self.outcome})"


def is_installed() -> bool:
    """Whether the extra `keyring` is installed."""
    return find_spec("keyring") is not None


def read_item(
    service: str, user: str, env: Mapping[str, str], limit: float, *, quiet: bool = False
) -> Answer:
    """Returns FOUND with the password, NONE where there is none, or what went wrong.

    `quiet`: a locked keyring is LOCKED, and opens no prompt.
    """
    return _ask({"service": service, "user": user, **_quiet(quiet)}, env, limit)


def keep_item(
    service: str,
    user: str,
    password: str,
    env: Mapping[str, str],
    limit: float,
    *,
    quiet: bool = False,
) -> Answer:
    """Keeps a password in place of an older one: KEPT, NONE without a keyring, or the fault."""
    request = {"service": service, "user": user, "password": password, **_quiet(quiet)}
    return _ask(request, env, limit)


def check_keyring(env: Mapping[str, str], limit: float) -> Answer:
    """Returns FOUND for an open keyring, NONE where there is none, or what is wrong with it."""
    return _ask({"check": ""}, env, limit)


def fault_of(answer: Answer, limit: float) -> str:
    """Returns what went wrong, without a period; empty for FOUND, KEPT and NONE."""
    reasons = {
        FOUND: "",
        KEPT: "",
        NONE: "",
        SILENT: f"The system keyring did not answer within {limit:g} s (is it locked?)",
        LOCKED: "The system keyring is locked and was not unlocked",
        FOREIGN: f"The keyring {safe_text(answer.backend)} is not used: only the system's "
        "encrypted ones are",
    }
    return reasons.get(answer.outcome, "The system keyring failed")


def _quiet(quiet: bool) -> dict[str, str]:
    return {"quiet": "yes"} if quiet else {}


def _ask(request: dict[str, str], env: Mapping[str, str], limit: float) -> Answer:
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "rolecall.core.keyring.keyring_child"],
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
        return Answer(SILENT)
    except BaseException:  # the user cancels
        _end(child)
        raise
    return _read(output)


def _read(output: bytes) -> Answer:
    try:
        return Answer(**json.loads(output))
    except (ValueError, TypeError):
        return Answer(FAILED)  # the child ended without an answer


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
