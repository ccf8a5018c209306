"""The tokens of Identity Center, in the cache that AWS's tools share: `~/.aws/sso/cache`.

What Rolecall writes there the AWS CLI, boto3 and the other SDKs use and refresh, and the reverse.
They truncate the files in place and know no lock, so a file may be torn at any time: it then counts
as missing, as do foreign ones. None is destroyed but by a new token written whole.
"""

import json
import os
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files.file_errors import system_error
from rolecall.core.files.locks import locked
from rolecall.core.files.private_files import read_bytes, sweep_orphans, write_private
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import parse_rfc3339, rfc3339
from rolecall.core.process.sha1 import sha1_hex
from rolecall.core.secret import Secret

_LONGEST = 256 * 1024  # bytes of one file; a token with its registration takes 10 KB
_PATIENCE = 60.0  # seconds for another process to refresh a token


class SsoToken(NamedTuple):
    """An access token, and what it is refreshed with; all times are UTC.

    `client_id` and `client_secret` are of the registration that it was issued to, empty in the
    files of older tools; `registration_expires` is None where that is not known.
    """

    start_url: str
    region: str
    access_token: Secret
    expiration: datetime
    client_id: str = ""
    client_secret: Secret = Secret("")
    registration_expires: datetime | None = None
    refresh_token: Secret = Secret("")

    def can_refresh(self, now: datetime) -> bool:
        """Whether there is all that a refresh takes: a refresh token and a live registration."""
        is_whole = bool(self.refresh_token and self.client_id and self.client_secret)
        return is_whole and (self.registration_expires is None or now < self.registration_expires)


class SsoTokens:
    """The cache in one folder. Reading never raises: what cannot be used counts as missing."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def path_of(self, center: IdentityCenter) -> str:
        """Returns the file of a center's token, named as AWS's tools name it."""
        return os.path.join(self._folder, sha1_hex(center.cache_key.encode()) + ".json")

    def read(self, center: IdentityCenter) -> SsoToken | None:
        """Returns the token of a center, expired or not; None also for another start URL's."""
        found = _token(_fields(self.path_of(center)))
        if found is None or not is_same_url(found.start_url, center.start_url):
            return None
        return found if found.region in ("", center.region) else None

    def is_torn(self, center: IdentityCenter) -> bool:
        """Whether there is a file, but no whole one: another tool may be writing it just now."""
        path = self.path_of(center)
        return not _fields(path) and os.path.isfile(path)

    def keep(self, center: IdentityCenter, token: SsoToken) -> None:
        """Writes a token whole, mode 0600; what other tools noted beside it stays.

        The caller holds the lock. Raises RolecallError where the system refuses.
        """
        path = self.path_of(center)
        before = _fields(path)
        there = before.get("startUrl")
        kept = before if isinstance(there, str) and is_same_url(there, token.start_url) else {}
        written = {name: value for name, value in (kept | _written(token)).items() if value != ""}
        write_private(os.path.realpath(path), json.dumps(written).encode())
        sweep_orphans(os.path.realpath(path))

    def forget(self, center: IdentityCenter) -> bool:
        """Removes the token of a center; returns whether there was a file.

        Raises RolecallError where the system refuses.
        """
        path = self.path_of(center)
        try:
            os.unlink(path)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise system_error(error, path, "removed") from error
        return True

    def lock(self, center: IdentityCenter) -> AbstractContextManager[None]:
        """Holds a lock that Rolecall's processes alone know. Raises RolecallError as `locked`."""
        return locked(self.path_of(center), _PATIENCE, stoppable=True)

    def changed_at(self) -> float:
        """Returns when a file last changed, in epoch seconds; 0 for none."""
        times = [0.0]
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".json"):  # a lock changes with each refresh looked at
                        times.append(entry.stat().st_mtime)
            times.append(os.stat(self._folder).st_mtime)  # one was removed
        except OSError:
            pass
        return max(times)


def is_same_url(one: str, other: str) -> bool:
    """Whether two start URLs lead to the same Identity Center."""
    return one.rstrip("/#").lower() == other.rstrip("/#").lower()


def _written(token: SsoToken) -> dict[str, str]:
    expires = token.registration_expires
    return {
        "startUrl": token.start_url,
        "region": token.region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": rfc3339(token.expiration),
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal(),
        "registrationExpiresAt": rfc3339(expires) if expires else "",
        "refreshToken": token.refresh_token.reveal(),
    }


def _fields(path: str) -> dict[str, Any]:
    try:
        found = json.loads(read_bytes(path, _LONGEST) or b"")
    except (RolecallError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _token(fields: dict[str, Any]) -> SsoToken | None:
    try:
        expires = _text(fields, "registrationExpiresAt")
        token = SsoToken(
            _text(fields, "startUrl"),
            _text(fields, "region"),
            Secret(_text(fields, "accessToken")),
            _moment(_text(fields, "expiresAt")),
            _text(fields, "clientId"),
            Secret(_text(fields, "clientSecret")),
            _moment(expires) if expires else None,
            Secret(_text(fields, "refreshToken")),
        )
    except ValueError:
        return None
    return token if token.access_token else None


def _text(fields: dict[str, Any], name: str) -> str:
    """Returns a field; empty for none. Raises ValueError for what nobody could send."""
    value = fields.get(name) or ""
    # A header or a JSON body takes it: printable ASCII, as all that AWS issues is.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise ValueError(name)
    return value


def _moment(text: str) -> datetime:
    # Older versions of the AWS CLI ended it with `UTC`.
    return parse_rfc3339(f"{text[:-3]}Z" if text.endswith("UTC") else text)
