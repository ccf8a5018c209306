"""A finding: what one check found, how bad that is, and what to do about it."""

from enum import Enum
from typing import NamedTuple


class State(Enum):
    """How bad a finding is; the value is the word for it on the screen and in JSON."""

    OK = "ok"
    WARNING = "warning"  # it works, but not as one may think, or not for long
    FAILING = "failing"
    NOT_ASKED = "not asked"  # something else has to be fixed first


class Area(Enum):
    """What was checked, in the order of the report; the value is its name in JSON."""

    CREDENTIALS = "credentials"
    MFA = "mfa"
    CLOCK = "clock"
    ENDPOINTS = "endpoints"
    NETWORK = "network"
    FILES = "files"
    ACCOUNTS = "accounts"
    SHELL = "shell"
    INTEGRATION = "integration"
    CLIPBOARD = "clipboard"
    KEYRING = "keyring"


class Finding(NamedTuple):
    """One line of the report. `remedy` is the next step; empty where nothing is to be done."""

    area: Area
    state: State
    text: str
    remedy: str = ""


def ok(area: Area, text: str) -> Finding:
    """Returns what was found where nothing is wrong: a few words, without a period."""
    return Finding(area, State.OK, text)


def warning(area: Area, text: str, remedy: str) -> Finding:
    """Returns what may surprise, in a sentence, and the next step."""
    return Finding(area, State.WARNING, text, remedy)


def failing(area: Area, text: str, remedy: str) -> Finding:
    """Returns what does not work, in a sentence, and the next step."""
    return Finding(area, State.FAILING, text, remedy)


def not_asked(area: Area, why: str) -> Finding:
    """The finding of a check that another fault prevents; `why` names that fault."""
    return Finding(area, State.NOT_ASKED, why)


def masked(key_id: str) -> str:
    """Returns an access key id as it is shown: its first and last four characters."""
    return f"{key_id[:4]}…{key_id[-4:]}" if len(key_id) >= 16 else "…"
