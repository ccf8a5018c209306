"""The AWS Sign-In that `aws login` uses: its user, codes, sessions and refresh tokens.

login.keys_last = 60                     seconds; every other lifetime likewise
login.changed = True                     as after a change of the password
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from rolecall.demo.world import keys


@dataclass
class LoginSession:
    """What a sign-in begins: keys are given for it until it expires."""

    expires: float
    thumbprint: str = ""  # of the client's key, from the first request on


@dataclass
class LoginCode:
    """Of a sign-in in the browser, until it is exchanged."""

    client_id: str
    redirect_uri: str
    challenge: str
    expires: float


@dataclass
class AwsLogin:
    """One user of one account. Times are epoch seconds of `clock`, lifetimes seconds."""

    clock: Callable[[], float]
    user_arn: str = ""  # the login_session
    keys_last: int = 900
    session_lasts: float = 43_200
    code_lasts: float = 600
    changed: bool = False  # the user's password or policy: no refresh is accepted
    codes: dict[str, LoginCode] = field(default_factory=dict)
    _refresh: dict[str, LoginSession] = field(default_factory=dict)

    def authorize(self, client_id: str, redirect_uri: str, challenge: str) -> str:
        """Return the code of a sign-in."""
        code = keys.token(48)
        self.codes[code] = LoginCode(
            client_id, redirect_uri, challenge, self.clock() + self.code_lasts
        )
        return code

    def begin(self, thumbprint: str) -> LoginSession:
        return LoginSession(self.clock() + self.session_lasts, thumbprint)

    def refresh_token(self, session: LoginSession) -> str:
        """Return a token that serves once."""
        token = keys.token(200)
        self._refresh[token] = session
        return token

    def take(self, token: str) -> LoginSession | None:
        """Use up a refresh token; None for one that is used or unknown."""
        return self._refresh.pop(token, None)
