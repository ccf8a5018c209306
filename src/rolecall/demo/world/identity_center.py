"""An IAM Identity Center: its user, assignments, registrations, sign-ins and tokens.

    center.assign("111122223333", "sandbox", "sandbox@example.com", role)
    center.session_lasts = 1800              seconds; every other lifetime likewise
    center.browser_is_signed_in = True       /authorize then redirects without a page

All times come from `clock` (epoch seconds), which may differ from the world's.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rolecall.demo.world import keys
from rolecall.demo.world.world import Role

SCOPE = "sso:account:access"
_USER_CODE = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628, section 6.1: no vowels, which make words


@dataclass
class Registration:
    """A client; `grants` tells a browser's from a device's."""

    client_id: str
    secret: str
    expires: float
    grants: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass
class Session:
    """What a sign-in begins, and what all tokens hang on; `ended` by a logout."""

    started: float
    expires: float
    ended: bool = False


@dataclass
class AuthorizationCode:
    """Of a browser's sign-in, until it is exchanged: RFC 7636."""

    client_id: str
    redirect_uri: str
    challenge: str
    session: Session
    expires: float


@dataclass
class DeviceCode:
    """Of a device's sign-in: RFC 8628. `session` is None until somebody has approved."""

    client_id: str
    user_code: str
    started: float
    expires: float
    interval: int
    polled: float = 0.0
    denied: bool = False
    session: Session | None = None


@dataclass
class Account:
    """An account that the user is assigned to, with its roles by permission set."""

    account_id: str
    name: str
    email: str
    roles: dict[str, Role] = field(default_factory=dict)


@dataclass
class IdentityCenter:
    """One start URL and one user. Lifetimes are seconds; single-use tokens are used up here."""

    clock: Callable[[], float]
    start_url: str = "https://demo.awsapps.com/start"
    region: str = "eu-central-1"
    user: str = "alice"
    registration_lasts: float = 90 * 86_400
    code_lasts: float = 600
    token_lasts: float = 3_600
    session_lasts: float = 28_800
    credentials_last: int = 3_600
    interval: int = 1  # seconds between two polls of a device
    page_size: int = 2  # entries of a list, whatever is asked for
    requests_a_second: int = 20
    browser_is_signed_in: bool = False
    approves_after: float | None = None  # seconds until a device is approved by itself; None: never
    answers_refresh_token: bool = True  # with each refresh; else the old one stays
    accounts: dict[str, Account] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    devices: dict[str, DeviceCode] = field(default_factory=dict)
    session: Session | None = None  # the browser's, which a new sign-in continues
    _access: dict[str, tuple[Session, float]] = field(default_factory=dict)
    _refresh: dict[str, tuple[Session, str]] = field(default_factory=dict)
    _recent: list[float] = field(default_factory=list)

    def assign(self, account_id: str, name: str, email: str, *roles: Role) -> Account:
        """Assign the user to an account; each role's name is that of its permission set."""
        account = self.accounts.setdefault(account_id, Account(account_id, name, email))
        account.roles |= {role.name.split("_")[1]: role for role in roles}
        return account

    def register(
        self, grants: Iterable[str], redirect_uris: Iterable[str], scopes: Iterable[str]
    ) -> Registration:
        """Register a client, public as all are."""
        made = Registration(
            secrets.token_urlsafe(16),
            keys.token(96),
            self.clock() + self.registration_lasts,
            tuple(grants),
            tuple(redirect_uris),
            tuple(scopes),
        )
        self.registrations[made.client_id] = made
        return made

    def is_alive(self, session: Session | None) -> bool:
        return session is not None and not session.ended and self.clock() < session.expires

    def sign_in(self) -> Session:
        """Sign the browser in; within a session, that goes on and ends no later."""
        if self.session is None or not self.is_alive(self.session):
            now = self.clock()
            self.session = Session(now, now + self.session_lasts)
        self.browser_is_signed_in = True
        return self.session

    def authorize(self, client_id: str, redirect_uri: str, challenge: str) -> str:
        """Return the code of a sign-in in the browser."""
        code = keys.token(48)
        self.codes[code] = AuthorizationCode(
            client_id, redirect_uri, challenge, self.sign_in(), self.clock() + self.code_lasts
        )
        return code

    def start_device(self, client_id: str) -> tuple[str, DeviceCode]:
        """Return the code that the device polls with, and what the user approves."""
        now = self.clock()
        letters = "".join(secrets.choice(_USER_CODE) for _ in range(8))
        device = DeviceCode(
            client_id,
            f"{letters[:4]}-{letters[4:]}",
            now,
            now + self.code_lasts,
            self.interval,
        )
        code = keys.token(64)
        self.devices[code] = device
        return code, device

    def approved(self, device: DeviceCode) -> Session | None:
        """The session that a device gets; None while nobody has approved it."""
        lasts = self.approves_after
        if device.session is None and lasts is not None and self.clock() >= device.started + lasts:
            device.session = self.sign_in()
        return device.session

    def device_of(self, user_code: str) -> DeviceCode | None:
        """The waiting device that shows this code."""
        typed = user_code.strip().upper().replace("-", "")
        for device in self.devices.values():
            if device.user_code.replace("-", "") == typed and self.clock() < device.expires:
                return device
        return None

    def tokens(self, session: Session, client: Registration) -> tuple[str, float, str]:
        """Return an access token, the seconds it lasts, and a refresh token if there may be one."""
        now = self.clock()
        lasts = min(self.token_lasts, session.expires - now)
        access = "aoa" + keys.token(160)
        self._access[access] = (session, now + lasts)
        refresh = ""
        if SCOPE in client.scopes:
            refresh = "aor" + keys.token(160)
            self._refresh[refresh] = (session, client.client_id)
        return access, lasts, refresh

    def refreshed(self, token: str, client: Registration) -> Session | None:
        """Use up a refresh token; None for one that is used, foreign, or of an ended session."""
        session, client_id = self._refresh.get(token, (None, ""))
        if client_id != client.client_id or not self.is_alive(session):
            return None
        if self.answers_refresh_token:
            del self._refresh[token]
        return session

    def session_of(self, access_token: str) -> Session | None:
        """The session of an access token that is good now."""
        session, expires = self._access.get(access_token, (None, 0.0))
        return session if self.is_alive(session) and self.clock() < expires else None

    def log_out(self, session: Session) -> None:
        """End a session, with all its tokens."""
        session.ended = True
        self.browser_is_signed_in = False

    def is_too_fast(self) -> bool:
        """Count a request of the portal; whether it is one too many within a second."""
        now = self.clock()
        self._recent = [moment for moment in self._recent if 0 <= now - moment < 1.0]
        self._recent.append(now)
        return len(self._recent) > self.requests_a_second
