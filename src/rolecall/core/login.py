"""Logins: what a scheme holds once somebody has signed in, whichever scheme it is.

NamedTuples, not dataclasses: a held session is handed out without their import.
"""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from rolecall.core.model import Credentials
from rolecall.core.record import Record
from rolecall.core.secret import Secret


class BaseIdentity(NamedTuple):
    """By whom roles are taken, and what proves it: new keys in a profile are another identity.

    `profile` is a base profile, or the scheme and the provider's name (`saml:corp`): the
    `identity` of a RoleRequest. `access_key_id` is that of the profile's keys, or the user and the
    URL of the provider; empty where it has none.
    """

    profile: str
    access_key_id: str


class LoginKind(Record):
    """The logins of one scheme: how long they serve, and their words on the screen."""

    name: str  # in records and JSON
    reserve: timedelta  # a login counts as over so long before its end
    title: str  # "MFA session"
    subject: str  # "An MFA session"
    prefix: str  # before the name of a login: "MFA session of"
    label: str  # of its time left on the card
    question: str  # what a new one asks for: "code"
    anew: str  # what a new one asks for where one was held: "a code"
    stays: str  # after a stopped sign-in that got as far as the login; {} is its name
    name_field: str  # of Login.name, in JSON
    starts_anew: bool = False  # a new one can be begun without a role to take
    is_brief: bool = False  # minutes by nature: no reason for an alarm, and not listed once over


class Login(NamedTuple):
    """An MFA session, an assertion and their likes: serves every role of its identity."""

    kind: str  # LoginKind.name
    base: BaseIdentity
    name: str  # the base profile or the provider, as shown
    user_name: str  # empty: not known
    started: datetime  # UTC, as `expiration`
    expiration: datetime
    credentials: Credentials | None = None  # those of an MFA session
    secret: Secret = Secret("")  # what AWS is sent otherwise: an assertion in base64, a token
    device: str = ""  # the serial number (an ARN for virtual devices)

    def is_recent(self, max_age: int, now: datetime) -> bool:
        """Whether it began at most `max_age` seconds ago; 0: it may be of any age."""
        return not max_age or now - self.started <= timedelta(seconds=max_age)

    @property
    def access_key_id(self) -> str:
        """That of its credentials; empty where it has none."""
        return self.credentials.access_key_id if self.credentials else ""

    @property
    def keys_end(self) -> datetime | None:
        """When its keys expire, where it lasts longer and renews them; else None."""
        ends = self.credentials.expiration if self.credentials else self.expiration
        return ends if ends < self.expiration else None

    @property
    def device_name(self) -> str:
        """The device without the rest of its ARN."""
        return self.device.rpartition("/")[2]


class LoginShelf(Protocol):
    """Logins of one kind that are kept elsewhere, shared with other tools. Reading never raises."""

    kind: str  # LoginKind.name

    def login(self, base: BaseIdentity) -> Login | None:
        """Returns the login of an identity, expired or not."""

    def logins(self) -> list[Login]:
        """Returns all of them, expired or not."""

    def forget(self, login: Login) -> bool:
        """Removes this login; returns whether it was there."""

    def changed_at(self) -> float:
        """Returns when they last changed, in epoch seconds; 0 for none."""
