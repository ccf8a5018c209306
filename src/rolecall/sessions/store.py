"""The session store: MFA sessions and role sessions, one JSON file each, shared by every shell.

A file is used only if it is whole: it names its own key and carries a digest of its content. A
damaged, foreign or expired file is the same as none.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from rolecall.core.files import write_private
from rolecall.core.model import (
    Credentials,
    MfaSession,
    RoleSession,
    Target,
    parse_rfc3339,
    rfc3339,
    seconds_left,
)
from rolecall.core.secret import Secret

MFA_RESERVE = 200  # seconds before its end at which an MFA session counts as over, as the classic
ROLE_RESERVE = 60  # seconds: less is never handed out
_LARGEST = 64 * 1024  # bytes of one file; STS tokens take a few KB
_KEEP_EXPIRED = timedelta(hours=1)  # so that lists can still say "expired"


class BaseIdentity(NamedTuple):
    """Whose credentials lead to the sessions: a profile, and its access key id where it has one.

    New keys in the same profile are another identity: the old sessions are not used for them.
    """

    profile: str
    access_key_id: str


class SessionStore:
    """The store in one folder. Reading never fails: what cannot be used is not there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def mfa_session(self, base: BaseIdentity, now: datetime) -> MfaSession | None:
        """The MFA session of a base profile while it lasts 200 s or longer."""
        session = _mfa_session(self._read(_mfa_key(base)))
        return session if session and _left(session, now) >= MFA_RESERVE else None

    def role_session(
        self, base: BaseIdentity, target: Target, session_name: str, now: datetime
    ) -> RoleSession | None:
        """The held session of a target while it lasts 60 s or longer."""
        session = _role_session(self._read(_role_key(base, target, session_name)))
        return session if session and _left(session, now) >= ROLE_RESERVE else None

    def keep_mfa(self, base: BaseIdentity, session: MfaSession) -> None:
        content = {
            "base_profile": session.base_profile,
            "user_name": session.user_name,
            "device": session.device,
        }
        self._write(_mfa_key(base), "mfa", content, session)

    def keep_role(
        self, base: BaseIdentity, target: Target, session_name: str, session: RoleSession
    ) -> None:
        content = {
            "account_id": session.account_id,
            "account_name": session.account_name,
            "role": session.role,
            "arn": session.arn,
            "base_profile": session.base_profile,
            "region": session.region,
        }
        self._write(_role_key(base, target, session_name), "role", content, session)

    def forget_mfa(self, base: BaseIdentity) -> bool:
        """Remove a base profile's MFA session; says whether there was one."""
        return self._remove(_file_name(_mfa_key(base)))

    def forget_role(self, arn: str, base_profile: str = "") -> int:
        """Remove the sessions of a role, of one base profile or of all; says how many."""
        removed = 0
        for name, record in self._records():
            session = _role_session(record)
            if session is None or session.arn != arn:
                continue
            if base_profile in ("", session.base_profile):
                removed += self._remove(name)
        return removed

    def forget_all(self) -> int:
        """Remove every session, damaged files included; says how many files."""
        return sum(self._remove(name) for name in self._names())

    def mfa_sessions(self) -> list[MfaSession]:
        """Every MFA session whose file is whole, expired or not, the longest first."""
        found = [s for _, record in self._records() if (s := _mfa_session(record))]
        return sorted(found, key=lambda s: s.credentials.expiration, reverse=True)

    def role_sessions(self) -> list[RoleSession]:
        """Every role session whose file is whole, expired or not, the longest first."""
        found = [s for _, record in self._records() if (s := _role_session(record))]
        return sorted(found, key=lambda s: s.credentials.expiration, reverse=True)

    def changed_at(self) -> float:
        """When a session was last kept or forgotten (epoch seconds); 0 for an empty store."""
        try:
            return os.stat(self._folder).st_mtime
        except OSError:
            return 0.0

    def _names(self) -> list[str]:
        try:
            return sorted(n for n in os.listdir(self._folder) if n.endswith(".json"))
        except OSError:
            return []

    def _records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name in self._names():
            record = self._load(name)
            if record is not None and name == _file_name(record["key"]):
                yield name, record

    def _read(self, key: list[str]) -> dict[str, Any] | None:
        record = self._load(_file_name(key))
        return record if record is not None and record["key"] == key else None

    def _load(self, name: str) -> dict[str, Any] | None:
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                record = json.loads(file.read(_LARGEST))
            digest = record.pop("digest")
            whole = isinstance(record["key"], list) and digest == _digest(record)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return record if whole else None

    def _write(
        self, key: list[str], kind: str, content: dict[str, str], session: MfaSession | RoleSession
    ) -> None:
        credentials = session.credentials
        record: dict[str, Any] = {
            "version": 1,
            "kind": kind,
            "key": key,
            **content,
            "started": rfc3339(session.started),
            "access_key_id": credentials.access_key_id,
            "secret_access_key": credentials.secret_access_key.reveal(),
            "session_token": credentials.session_token.reveal(),
            "expiration": rfc3339(credentials.expiration),
        }
        record["digest"] = _digest(record)
        self._sweep(session.started - _KEEP_EXPIRED)
        path = os.path.join(self._folder, _file_name(key))
        write_private(path, json.dumps(record, indent=1).encode())

    def _sweep(self, before: datetime) -> None:
        for name, record in self._records():
            session = _mfa_session(record) or _role_session(record)
            if session is not None and session.credentials.expiration < before:
                self._remove(name)

    def _remove(self, name: str) -> bool:
        try:
            os.unlink(os.path.join(self._folder, name))
        except OSError:
            return False
        return True


def _mfa_key(base: BaseIdentity) -> list[str]:
    return ["mfa", *base]


def _role_key(base: BaseIdentity, target: Target, session_name: str) -> list[str]:
    # Later kinds of request (policy, tags, source identity) add their digests here.
    return ["role", *base, target.arn, session_name]


def _file_name(key: list[str]) -> str:
    # JSON keeps the parts apart: ("a", "bc") and ("ab", "c") must not meet in one file.
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:40] + ".json"


def _digest(record: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _left(session: MfaSession | RoleSession, now: datetime) -> int:
    return seconds_left(session.credentials.expiration, now)


def _credentials(record: dict[str, Any]) -> Credentials:
    return Credentials(
        record["access_key_id"],
        Secret(record["secret_access_key"]),
        Secret(record["session_token"]),
        parse_rfc3339(record["expiration"]),
    )


def _mfa_session(record: dict[str, Any] | None) -> MfaSession | None:
    if record is None or record.get("kind") != "mfa":
        return None
    try:
        return MfaSession(
            _credentials(record),
            record["base_profile"],
            record["user_name"],
            record["device"],
            parse_rfc3339(record["started"]),
        )
    except (KeyError, ValueError, TypeError):
        return None


def _role_session(record: dict[str, Any] | None) -> RoleSession | None:
    if record is None or record.get("kind") != "role":
        return None
    try:
        return RoleSession(
            _credentials(record),
            record["account_id"],
            record["account_name"],
            record["role"],
            record["arn"],
            record["base_profile"],
            record["region"],
            parse_rfc3339(record["started"]),
        )
    except (KeyError, ValueError, TypeError):
        return None
