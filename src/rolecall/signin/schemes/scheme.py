"""What a way to sign in has to offer. One module each fulfils it; `schemes/__init__` names them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from rolecall.core.login import Login, LoginKind
from rolecall.core.model import Target
from rolecall.core.role_request import RoleRequest
from rolecall.signin.plan import Files, Options, Plan
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services, SignedIn


class Scheme(Protocol):
    """A way to sign in. It keeps no state: what it works with comes in as Files or Services.

    Its module is imported for a held session as well, so it defers boto3 and the sign-in itself.
    """

    @property
    def kind(self) -> LoginKind:
        """The logins that it holds, and their words."""

    @property
    def by_base_profile(self) -> bool:
        """Whether roles are taken with a base profile's keys, so that its files and options count.

        Otherwise a provider, `Target.idp`, says who somebody is.
        """

    @property
    def call(self) -> str:
        """The call that gives a role, as IAM names it."""

    @property
    def provider(self) -> str:
        """What one signs in at, before its name: `SAML provider`; no meaning `by_base_profile`."""

    @property
    def login_by(self) -> str:
        """What a new login takes, as a sentence names it; of no meaning `by_base_profile`."""

    @property
    def decides_duration(self) -> str:
        """What decides how long a session lasts, where that is not the caller; else empty."""

    @property
    def result(self) -> str:
        """What a login gives that this call is made with; of no meaning `by_base_profile`."""

    @property
    def chains(self) -> bool:
        """Whether a login's own credentials take the roles: AWS then gives an hour at most."""

    @property
    def always_asks(self) -> bool:
        """Whether a new login always takes a question: no stored password answers it."""

    # -- beforehand: from files and environment, without a call or a question

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        """The way to a target; `profile` is the base profile of the moment.

        Raises ConfigError or UsageError for values that cannot be used.
        """

    def checked(self, target: Target, files: Files) -> Target:
        """A target that was spelled out, with the reason why it cannot be assumed, if any."""

    def current(self, plan: Plan, files: Callable[[], Files]) -> Plan:
        """The plan as of now: somebody may have logged in since it was made.

        `files` reads them anew, for a scheme that needs them.
        """

    def as_user(self, plan: Plan, user: str) -> Plan:
        """The plan for another user of its provider, who was chosen."""

    def user_of(self, request: RoleRequest) -> str:
        """The provider's user that a request names; empty for none."""

    def inherited(self, env: Mapping[str, str], identity: str, now: datetime) -> Login | None:
        """The login that the calling shell's environment holds for a base profile."""

    def wants_login(self, plan: Plan) -> bool:
        """Whether the way leads over a login at all."""

    def login(self, services: Services, plan: Plan) -> Login | None:
        """The login that would serve this plan, if one is held."""

    def needs_login(self, services: Services, plan: Plan) -> bool:
        """Whether a new session certainly takes a new login first."""

    # -- signing in

    def prepare(self, services: Services, plan: Plan, prompter: Prompter) -> None:
        """Do what may be slow and needs no lock, for who is about to take one."""

    def take(
        self, services: Services, plan: Plan, prompter: Prompter, *, anew: bool, renew: bool
    ) -> SignedIn:
        """Take the role, with a login that is held or a new one, and keep the session.

        `anew`: with another login than the one held. `renew`: another session than the one held.
        Raises RolecallError.
        """

    # -- words

    def expected_user(self, plan: Plan) -> str:
        """Who will log in, where that is known beforehand."""
