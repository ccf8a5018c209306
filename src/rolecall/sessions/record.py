"""The JSON record of a session or login.

A record holds its own key, from which its file is named, and a digest of its content: damaged
records and records in the wrong file count as missing.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import (
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKEN,
    Credentials,
    RoleSession,
    parse_holder_arn,
    parse_rfc3339,
    rfc3339,
)
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.role_request import RoleRequest
from rolecall.core.scope import NO_SCOPE, scope_from
from rolecall.core.secret import Secret

Record = dict[str, Any]
Session = Login | RoleSession

LONGEST = 128 * 1024  # bytes; STS tokens take a few KB, an assertion up to 100,000
NAME = "[0-9a-f]{40}"  # of a session's file, without its ending
ROLE = "role"  # the kind of a role session's record; a login's is its own
# An assertion (STS AssumeRoleWithSAML: SAMLAssertion, 4 to 100,000 of base64), or a token.
_BASE64 = r"[A-Za-z0-9+/=_.~-]{4,100000}"
# The names of a login's fields, that of today first: records of earlier days are read as well.
_NAME, _SECRET = ("name", "base_profile", "idp"), ("secret", "assertion")


def name_of(key: list[str]) -> str:
    """Returns the name of the file for the session of `key`, without its ending."""
    # JSON keeps the parts apart: ("a", "bc") and ("ab", "c") must not meet in one file.
    return sha256_hex(json.dumps(key).encode())[:40]


def role_key(request: RoleRequest) -> list[str]:
    """Returns the key of the session of a role request."""
    return [ROLE, request.digest]


def login_key(kind: str, base: BaseIdentity) -> list[str]:
    """Returns the key of the login of an identity."""
    return [kind, *base]


def written(key: list[str], session: Session) -> bytes:
    """Returns the record of a session, with its secrets in clear text."""
    kind = session.kind if isinstance(session, Login) else ROLE
    record: Record = {"version": 1, "kind": kind, "key": key}
    for name, value in session._asdict().items():
        if (
            value is None
            or isinstance(value, BaseIdentity)
            or (isinstance(value, Secret) and not value)
        ):
            continue  # the identity is in the key
        if isinstance(value, Credentials):
            record |= _in_clear(value)
        elif isinstance(value, RoleRequest):
            record[name] = value.filled
        elif isinstance(value, datetime):
            record[name] = rfc3339(value)
        else:
            record[name] = value.reveal() if isinstance(value, Secret) else value
    record["digest"] = _digest(record)
    return json.dumps(record, indent=1).encode()


def read(data: bytes | None, name: str) -> Record | None:
    """The record in the content of the file `name`; None unless it is whole, and of that name."""
    if not data:
        return None
    try:
        record = json.loads(data)
        digest = record.pop("digest")
        key = record["key"]
        whole = isinstance(key, list) and name_of(key) == name and digest == _digest(record)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return record if whole else None


def login(record: Record | None) -> Login | None:
    """Returns the login of a record; None if it holds none."""
    if record is None or record.get("kind") == ROLE:
        return None
    try:
        kind, profile, key_id = record["key"]
        credentials = _credentials(record) if "access_key_id" in record else None
        secret = _any_text(record, _SECRET, re.compile(_BASE64))
        name = _any_text(record, _NAME)
        if name is None or not isinstance(profile, str) or not isinstance(key_id, str):
            return None
        if kind != _text(record, "kind") or (credentials is None and not secret):
            return None
        return Login(
            kind,
            BaseIdentity(profile, key_id),
            name,
            _text(record, "user_name"),
            parse_rfc3339(_text(record, "started")),
            parse_rfc3339(_text(record, "expiration")),
            credentials,
            Secret(secret or ""),
            _any_text(record, ("device",)) or "",
        )
    except (KeyError, ValueError, TypeError):
        return None


def role_session(record: Record | None) -> RoleSession | None:
    """The role session of a record; None for none, and for a record of another kind."""
    if record is None or record.get("kind") != ROLE:
        return None
    try:
        request = _request(record)
        if record["key"] != role_key(request):  # what it holds is another session
            return None
        return RoleSession(
            _credentials(record),
            _text(record, "account_id"),
            _text(record, "account_name"),
            _text(record, "role"),
            _text(record, "region"),
            parse_rfc3339(_text(record, "started")),
            request,
        )
    except (KeyError, ValueError, TypeError):
        return None


def expiration(record: Record) -> datetime | None:
    """When the session of a record ends, also one that only another version can use."""
    try:
        return parse_rfc3339(_text(record, "expiration"))
    except (KeyError, ValueError):
        return None


def latest(records: Iterable[Record | None]) -> Record | None:
    """Returns the one that lasts longest; None for none."""
    found = [record for record in records if record is not None]
    if len(found) < 2:
        return found[0] if found else None
    never = datetime.min.replace(tzinfo=UTC)
    return max(found, key=lambda record: expiration(record) or never)


def _request(record: Record) -> RoleRequest:
    """The request of a role session; KeyError, ValueError or TypeError for none that is ours."""
    fields = record["request"]
    # Empty fields are left out; one that is not known is of a later version.
    written = {name: _text(fields, name) for name in fields if name != "scope"}
    scope = scope_from(fields["scope"]) if "scope" in fields else NO_SCOPE
    request = RoleRequest(**{"identity_key": "", **written}, scope=scope)
    if parse_holder_arn(request.role_arn) is None:
        raise ValueError(request.role_arn)
    return request


def _in_clear(credentials: Credentials) -> Record:
    return {
        "access_key_id": credentials.access_key_id,
        "secret_access_key": credentials.secret_access_key.reveal(),
        "session_token": credentials.session_token.reveal(),
        "expiration": rfc3339(credentials.expiration),
    }


def _any_text(
    record: Record, names: tuple[str, ...], form: re.Pattern[str] | None = None
) -> str | None:
    """Returns the first of these fields that exists, as `_text` does; None if none does."""
    name = next((name for name in names if name in record), None)
    return None if name is None else _text(record, name, form)


def _credentials(record: Record) -> Credentials:
    return Credentials(
        _text(record, "access_key_id", ACCESS_KEY_ID),
        Secret(_text(record, "secret_access_key", SECRET_ACCESS_KEY)),
        Secret(_text(record, "session_token", SESSION_TOKEN)),
        parse_rfc3339(_text(record, "expiration")),
    )


def _text(record: Record, name: str, form: re.Pattern[str] | None = None) -> str:
    """A field that is text, of a form; ValueError or KeyError for what is none."""
    value = record[name]
    if not isinstance(value, str) or (form is not None and not form.fullmatch(value)):
        raise ValueError(name)
    value.encode()  # half a character, as JSON can spell it, can be written nowhere
    return value


def _digest(record: Record) -> str:
    return sha256_hex(json.dumps(record, sort_keys=True).encode())
