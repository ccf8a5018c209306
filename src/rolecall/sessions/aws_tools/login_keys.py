"""The sessions of `aws login`, in the files that the AWS CLI and the SDKs share.

One JSON file for each `login_session`, an ARN: the keys of the moment, and what renews them. The
AWS CLI writes in place and without a lock, so a file may be torn or of another tool: it then counts
as missing. Here files are replaced as a whole, mode 0600, and keys that are not known stay.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files.private_files import read_bytes, write_private
from rolecall.core.model import (
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKEN,
    Credentials,
    parse_rfc3339,
    rfc3339,
)
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.secret import Secret

LONGEST = timedelta(hours=12)  # of a session, whatever renews its keys
_LARGEST = 64 * 1024  # bytes; a file takes 3 KB
_BRIEF = timedelta(hours=1)  # an ID token that lasts no longer says nothing of the session's end


class LoginToken(NamedTuple):
    """The file of one session. `ends` is when no key is given any more, as far as it is known."""

    login_session: str  # the ARN of who signed in
    keys: Credentials
    client_id: str
    refresh_token: Secret
    dpop_key: Secret  # PEM; the refresh token is bound to it
    started: datetime
    ends: datetime
    region: str = ""  # of the sign-in; empty: the profile's
    id_token: Secret = Secret("")

    @property
    def user_name(self) -> str:
        """The name of the user or role session, or `root`."""
        return self.login_session.rpartition(":")[2].rpartition("/")[2]

    @property
    def account_id(self) -> str:
        return self.login_session.split(":")[4]


def token_file(folder: str, login_session: str) -> str:
    """Returns the path of a session's file, as the AWS tools name it."""
    return os.path.join(folder, f"{sha256_hex(login_session.encode())}.json")


def read_token(folder: str, login_session: str) -> LoginToken | None:
    """Returns a session, expired or not; None for no file and one that cannot be used."""
    found = _read(token_file(folder, login_session))
    try:
        return _token(login_session, found) if found else None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def new_token(
    login_session: str,
    keys: Credentials,
    *,
    client_id: str,
    refresh_token: Secret,
    id_token: Secret,
    dpop_key: Secret,
    region: str,
    now: datetime,
) -> LoginToken:
    """Returns the session that a sign-in has begun."""
    started, ends = _span(id_token.reveal()) or (now, keys.expiration)
    return LoginToken(
        login_session,
        keys,
        client_id,
        refresh_token,
        dpop_key,
        started,
        max(ends, keys.expiration),
        region,
        id_token,
    )


def subject_of(id_token: Secret) -> str:
    """Returns the ARN of who has signed in; empty where the ID token names nobody."""
    who = _claims(id_token.reveal()).get("sub")
    return who if isinstance(who, str) else ""


def write_token(folder: str, token: LoginToken) -> None:
    """Writes a session's file. Raises RolecallError if the system refuses."""
    import json  # deferred: a held session is handed out without it

    keys = token.keys
    path = token_file(folder, token.login_session)
    content = (_read(path) or {}) | {
        "accessToken": {
            "accessKeyId": keys.access_key_id,
            "secretAccessKey": keys.secret_access_key.reveal(),
            "sessionToken": keys.session_token.reveal(),
            "accountId": token.account_id,
            "expiresAt": rfc3339(keys.expiration),
        },
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "clientId": token.client_id,
        "refreshToken": token.refresh_token.reveal(),
        "dpopKey": token.dpop_key.reveal(),
    }
    for name, value in (("idToken", token.id_token.reveal()), ("signInRegion", token.region)):
        if value:
            content[name] = value
    write_private(path, json.dumps(content).encode())


def _read(path: str) -> dict[str, Any] | None:
    import json  # deferred: a held session is handed out without it

    try:
        found = json.loads(read_bytes(path, _LARGEST) or b"")
    except (RolecallError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _token(login_session: str, found: Mapping[str, Any]) -> LoginToken:
    """Raises ValueError, KeyError or TypeError for what no tool has written."""
    keys, id_token = found["accessToken"], found.get("idToken", "")
    for value, form in (
        (keys["accessKeyId"], ACCESS_KEY_ID),
        (keys["secretAccessKey"], SECRET_ACCESS_KEY),
        (keys["sessionToken"], SESSION_TOKEN),
    ):
        if not form.fullmatch(value):
            raise ValueError("no keys")
    texts = [found[name] for name in ("clientId", "refreshToken", "dpopKey")]
    region = found.get("signInRegion", "")
    if not all(isinstance(text, str) for text in (*texts, region, id_token)):
        raise ValueError("no token")
    if login_session.count(":") < 5:
        raise ValueError("no ARN")
    expiration = parse_rfc3339(keys["expiresAt"])
    started, ends = _span(id_token) or (expiration - timedelta(minutes=15), expiration)
    return LoginToken(
        login_session,
        Credentials(
            keys["accessKeyId"],
            Secret(keys["secretAccessKey"]),
            Secret(keys["sessionToken"]),
            expiration,
        ),
        texts[0],
        Secret(texts[1]),
        Secret(texts[2]),
        started,
        max(ends, expiration),  # keys work for as long as they say
        region,
        Secret(id_token),
    )


def _span(id_token: str) -> tuple[datetime, datetime] | None:
    """Returns when the session of an ID token began and when it ends; None: unknown."""
    claims = _claims(id_token)
    try:
        began, ends = (datetime.fromtimestamp(int(claims[it]), UTC) for it in ("iat", "exp"))
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return began, ends if ends - began > _BRIEF else began + LONGEST


def _claims(id_token: str) -> dict[str, Any]:
    """Returns what an ID token (a JWT) says; nothing for what is none. It came from AWS by TLS."""
    import json  # deferred: a held session is handed out without both
    from binascii import a2b_base64

    try:
        part = id_token.split(".")[1].replace("-", "+").replace("_", "/")
        found = json.loads(a2b_base64(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
