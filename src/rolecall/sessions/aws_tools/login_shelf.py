"""The sessions of `aws login` as logins of the store, and which of them AWS has ended."""

import os
from collections.abc import Mapping

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import read_own, write_own
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import AWS_LOGIN
from rolecall.core.process.sha256 import sha256_hex
from rolecall.sessions.aws_tools.login_keys import LoginToken, read_token, token_file

_LARGEST = 64 * 1024  # bytes of the file of marks
_MARKS = 32  # sessions of which the end is kept


class AwsLogins:
    """A LoginShelf: the sessions of the profiles with a `login_session`, which `profiles` names."""

    kind = AWS_LOGIN

    def __init__(self, folder: str, profiles: Mapping[str, str], ended: str = "") -> None:
        """`ended` is the file that `note_ended` writes."""
        self._folder = folder
        self._profiles = profiles
        self._ended = ended

    def login(self, base: BaseIdentity) -> Login | None:
        """Returns the session of a profile; the expiration is the session's, not the keys'."""
        token = read_token(self._folder, base.access_key_id) if base.access_key_id else None
        if token is None:
            return None
        over = self._ended and has_ended(self._ended, token)
        ends = token.keys.expiration if over else token.ends
        name = base.profile.removeprefix(f"{AWS_LOGIN}:")
        return Login(AWS_LOGIN, base, name, token.user_name, token.started, ends, token.keys)

    def logins(self) -> list[Login]:
        """Returns all sessions; one that several profiles name is that of the first."""
        first: dict[str, str] = {}
        for name, arn in self._profiles.items():
            first.setdefault(arn, name)
        found = (self.login(login_identity(name, arn)) for arn, name in first.items())
        return [login for login in found if login]

    def forget(self, login: Login) -> bool:
        """Removes the session's file, as `aws logout` does."""
        try:
            os.unlink(token_file(self._folder, login.base.access_key_id))
        except OSError:
            return False
        return True

    def changed_at(self) -> float:
        """Returns when one of the files was last written; a removed one changes its folder."""
        files = {token_file(self._folder, arn) for arn in self._profiles.values()}
        return max(map(_modified, (self._folder, *files) if files else ()), default=0.0)


def login_identity(profile: str, login_session: str) -> BaseIdentity:
    """Returns whose session it is: that of a profile, as long as it names this ARN."""
    return BaseIdentity(f"{AWS_LOGIN}:{profile}", login_session)


def has_ended(path: str, token: LoginToken) -> bool:
    """Whether AWS has said that this session gives no more keys, before its time."""
    return _mark(token) in _marks(path)


def note_ended(path: str, token: LoginToken) -> None:
    """Keeps that AWS gives no more keys for this refresh token. Raises RolecallError."""
    import json  # deferred: a held session is handed out without it

    marks = [mark for mark in _marks(path) if mark != _mark(token)][-_MARKS + 1 :]
    write_own(path, json.dumps([*marks, _mark(token)]).encode())


def _mark(token: LoginToken) -> str:
    return sha256_hex(token.refresh_token.reveal().encode())[:40]


def _marks(path: str) -> list[str]:
    import json  # deferred: a held session is handed out without it

    try:
        found = json.loads(read_own(path, _LARGEST) or b"[]")
    except (RolecallError, ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _modified(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0
