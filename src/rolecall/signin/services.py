"""What a sign-in works with, whichever its scheme: the store, the clock, the turns.

All of it comes in as parameters, so that tests need no patching.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rolecall.core.errors import RolecallError
from rolecall.core.login import BaseIdentity, Login, LoginKind
from rolecall.core.model import Credentials, RoleSession
from rolecall.core.record import Record
from rolecall.sessions.store import SessionStore
from rolecall.signin.plan import Files, Plan
from rolecall.signin.turns.turns import Turns

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext, CallObserver
    from rolecall.signin.prompters import Prompter


class SignedIn(Record):
    """What a sign-in returns: a role session, and how it was taken."""

    session: RoleSession
    login: Login | None = None  # whose credentials took it; None: the base profile's own, or none
    notes: tuple[str, ...] = ()  # what the user should know, such as a shortened duration
    new: bool = True  # False: it was held before
    asked_code: bool = False
    without_device: bool = False  # no MFA, since the user has no device for it
    ticket: str = ""  # in the session's name, where one is wanted there
    role_arns: tuple[str, ...] = ()  # what the login lists, where it lists roles
    provider_arn: str = ""  # the SAML provider's, where it was taken by an assertion


class Services(Record):
    """The files as they were read at the start, and what stands on them."""

    files: Files
    store: SessionStore
    clock: Callable[[], datetime]
    turns: Turns
    # Shared by the threads of one run: a strange endpoint is named once.
    named_endpoints: dict[str, object]
    # What `Scheme.prepare` made for the sign-in that follows.
    prepared: dict[tuple[str, ...], Any]

    def call(self, observer: "CallObserver") -> "CallContext":
        """What the calls to AWS have in common that `observer`, a prompter mostly, waits for."""
        # deferred: boto3 costs 0.4 s
        from rolecall.aws.call.bounded_call import CallContext
        from rolecall.aws.call.endpoints import Endpoints

        allowed = self.files.settings.allow_endpoints
        return CallContext(observer, Endpoints(allowed, named=self.named_endpoints))

    def login(self, kind: LoginKind, base: BaseIdentity) -> Login | None:
        """The login of an identity that serves now."""
        return self.store.login(kind, base, self.clock())

    def role_session(self, plan: Plan) -> RoleSession | None:
        """The session of the plan's request if it is held: no call, no question, no boto3."""
        session = self.store.role_session(plan.request, self.clock())
        if session is None:
            return None
        return session._replace(account_name=plan.target.alias, region=plan.region)

    def keep_role(self, plan: Plan, credentials: Credentials, prompter: "Prompter") -> SignedIn:
        """The role session of new credentials, kept; a note says why not, where that failed."""
        from rolecall.signin.progress import Step  # deferred: a held session takes no step

        target = plan.target
        session = RoleSession(
            credentials,
            target.account_id,
            target.alias,
            target.role,
            plan.region,
            self.clock().replace(microsecond=0),  # as the store keeps it
            plan.request,
        )
        prompter.progress(Step.KEEPING_SESSION)
        try:
            self.store.keep_role(session)
        except RolecallError as error:
            # What AWS gave is handed out all the same.
            note = f"The session works, but could not be saved: {error.message}"
            return SignedIn(session, notes=(note,))
        return SignedIn(session)
