"""What writes each of Rolecall's files: the AWS config, the accounts, the state, the cache."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rolecall.catalog.accounts.accounts_writer import add_account
from rolecall.core.files.own_files import own_lock, write_own
from rolecall.core.notices import take_pending
from rolecall.core.state.state import update_state
from rolecall.handover.profile.sso.session_section import add_sso_session
from rolecall.sessions.store import SessionStore
from tests.samples.mfa_sessions import mfa_session
from tests.samples.sso_tokens import URL


class Writer(NamedTuple):
    """One kind of file: its name, what it holds beforehand, who writes it, and whether it did.

    `write` returns what the user is told.
    """

    name: str
    before: bytes
    write: Callable[[Path], list[str]]
    is_written: Callable[[bytes], bool]


def _config(path: Path) -> list[str]:
    return list(add_sso_session(str(path), "corp", URL, "eu-central-1", "sso:account:access"))


def _accounts(path: Path) -> list[str]:
    add_account(str(path), "new", "123456789012")
    return _told()


def _state(path: Path) -> list[str]:
    update_state(str(path), lambda state: state._replace(pins=(*state.pins, "new")))
    return _told()


def _cache(path: Path) -> list[str]:
    with own_lock(str(path)):
        write_own(str(path), b"new")
    return _told()


def _told() -> list[str]:
    return [line for line, _ in take_pending()]


CONFIG = Writer("config", b"[default]\nregion = x\n", _config, lambda data: b"sso-session" in data)
ACCOUNTS = Writer("accounts", b'{"a": "000000000001"}\n', _accounts, lambda data: b"new" in data)
STATE = Writer("state.toml", b'theme = "nord"\n', _state, lambda data: b"new" in data)
CACHE = Writer("used-codes.json", b"{}", _cache, lambda data: data == b"new")
FOLLOWING = (CONFIG, ACCOUNTS, STATE)  # may be links of the user's
ALL = (*FOLLOWING, CACHE)


def keep_session(folder: Path) -> list[str]:
    """Keep a session in a store; returns what the user is told."""
    SessionStore(str(folder)).keep_login(mfa_session())
    return _told()
