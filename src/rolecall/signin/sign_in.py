"""From a target to its role session, asking as little as possible.

    held role session, else held MFA session, else GetSessionToken with a code; then AssumeRole
    held role session, else held assertion, else a login; then AssumeRoleWithSAML

Nothing is kept before AWS's answer was checked, and a code is never sent twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import SAML, Credentials, MfaSession, RoleSession
from rolecall.sessions.store import SessionStore
from rolecall.signin.logins import Logins
from rolecall.signin.mfa_code import UsedCodes
from rolecall.signin.plan import Plan, session_name_of

if TYPE_CHECKING:
    from rolecall.aws.asking import Call, Watcher
    from rolecall.aws.client import AwsClients
    from rolecall.signin.prompter import Prompter

CHAINED_LONGEST = 3_600  # seconds: AWS's limit for a role taken with an MFA session
_SESSION_LOST = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"}


class SignedIn(NamedTuple):
    """A role session, and how it came."""

    session: RoleSession
    mfa_session: MfaSession | None = None  # None: the base profile's own credentials were used
    notes: tuple[str, ...] = ()  # what the user should know, such as a shortened duration
    new: bool = True  # False: it was held before
    asked_code: bool = False
    role_arns: tuple[str, ...] = ()  # what the assertion lists, where it came by one
    provider_arn: str = ""  # the SAML provider's, likewise


class SignIn:
    """The use-case. All it touches comes in: the store, the codes used, the clock, the logins.

    `inherited` gives the MFA session that the calling shell holds for a base profile.
    """

    def __init__(
        self,
        store: SessionStore,
        used_codes: UsedCodes,
        clock: Callable[[], datetime],
        logins: Logins,
        inherited: Callable[[str], MfaSession | None] = lambda base_profile: None,
        allow_endpoints: tuple[str, ...] = (),
        named_endpoints: dict[str, object] | None = None,
    ) -> None:
        self._store = store
        self._used = used_codes
        self._clock = clock
        self._logins = logins
        self._inherited = inherited
        self._allow_endpoints = allow_endpoints
        # Shared by the threads of one run: a strange endpoint is named once.
        self._named_endpoints = {} if named_endpoints is None else named_endpoints

    def held(self, plan: Plan) -> SignedIn | None:
        """The target's session if it is held already: no call, no question, no boto3."""
        now = self._clock()
        session = self._store.role_session(plan.base, plan.target, plan.session_name, now)
        if session is None:
            return None
        named = session._replace(account_name=plan.target.alias, region=plan.region)
        return SignedIn(named, self.mfa_session(plan), new=False)

    def mfa_session(self, plan: Plan) -> MfaSession | None:
        """The MFA session that would serve this plan, if one is held."""
        if plan.target.scheme == SAML:
            return None
        held = self._store.mfa_session(plan.base, self._clock())
        return held or self._inherited(plan.base.profile)

    def over(self, store: SessionStore) -> "SignIn":
        """The same use-case, over another store."""
        return SignIn(
            store,
            self._used,
            self._clock,
            self._logins,
            self._inherited,
            self._allow_endpoints,
            self._named_endpoints,
        )

    def call(self, watcher: "Watcher") -> "Call":
        """What the calls to AWS have in common that `watcher`, a prompter mostly, waits for."""
        # deferred: boto3 costs 0.4 s
        from rolecall.aws.asking import Call
        from rolecall.aws.endpoints import Endpoints

        return Call(watcher, Endpoints(self._allow_endpoints, named=self._named_endpoints))

    def role_session(self, plan: Plan, prompter: "Prompter", *, renew: bool = False) -> SignedIn:
        """The role session of a plan, held or new; new in any case to `renew`.

        Until the new one is there a held one stays. Raises RolecallError.
        """
        if plan.target.why_not:
            raise Refused(
                f"{plan.target.alias} · {plan.target.role} cannot be assumed yet.",
                plan.target.why_not,
            )
        if not renew and (held := self.held(plan)):
            return held
        if plan.target.scheme == SAML:
            return self._by_saml(plan, prompter)
        # deferred: boto3 costs 0.4 s, and a held session needs none of these
        from rolecall.aws.client import AwsClients
        from rolecall.signin.mfa_session import new_mfa_session

        prompter.progress("asking AWS")
        clients = AwsClients(
            plan.base.profile,
            plan.region,
            plan.target.partition,
            settings_profile=plan.target.role_profile,
            call=self.call(prompter),
        )
        mfa = self.mfa_session(plan) if plan.target.with_mfa else None
        if mfa is not None:
            try:
                return self._assume(plan, clients, mfa, prompter)
            except Refused as refused:
                if refused.code not in _SESSION_LOST:
                    raise
                self._store.forget_mfa(plan.base)  # revoked: keys changed, or the device removed
        if not plan.target.with_mfa or clients.are_temporary:
            return self._assume(plan, clients, None, prompter)
        mfa = new_mfa_session(plan, clients, prompter, self._used, self._clock)
        prompter.progress("keeping the session")
        unkept = _unless_kept(lambda: self._store.keep_mfa(plan.base, mfa))
        signed_in = self._assume(plan, clients, mfa, prompter)
        return signed_in._replace(asked_code=True, notes=(*unkept, *signed_in.notes))

    def _assume(
        self, plan: Plan, clients: "AwsClients", mfa: MfaSession | None, prompter: "Prompter"
    ) -> SignedIn:
        # deferred: boto3 costs 0.4 s
        from rolecall.aws import sts
        from rolecall.signin.mfa_session import user_name

        notes: tuple[str, ...] = ()
        duration = plan.duration
        if duration > CHAINED_LONGEST and (mfa is not None or clients.are_temporary):
            duration = CHAINED_LONGEST
            taken = "an MFA session" if mfa else "temporary credentials"
            notes = (f"AWS gives 1 h at most for a role taken with {taken}.",)
        name = plan.session_name or session_name_of(
            (mfa.user_name if mfa else "") or user_name(plan, clients, prompter)
        )
        target = plan.target
        prompter.progress(f"asking AWS for {target.role}")
        credentials = sts.assume_role(
            clients,
            target,
            session_name=name,
            duration=duration,
            credentials=mfa.credentials if mfa else None,
            clock=self._clock,
        )
        session, unkept = self._kept(plan, credentials, prompter)
        return SignedIn(session, mfa, (*notes, *unkept))

    def _by_saml(self, plan: Plan, prompter: "Prompter") -> SignedIn:
        # deferred: boto3 costs 0.4 s, and XML and HTTP more
        from rolecall.signin.saml_sign_in import credentials_by_saml

        answer = credentials_by_saml(
            plan, prompter, self._store, self._logins, self._clock, self.call(prompter)
        )
        session, unkept = self._kept(plan, answer.credentials, prompter)
        arns = tuple(pair.role_arn for pair in answer.assertion.roles)
        notes = (*answer.notes, *unkept)
        return SignedIn(session, None, notes, role_arns=arns, provider_arn=answer.provider_arn)

    def _kept(
        self, plan: Plan, credentials: Credentials, prompter: "Prompter"
    ) -> tuple[RoleSession, tuple[str, ...]]:
        """The role session of these credentials, kept; and why not, where that failed."""
        target = plan.target
        session = RoleSession(
            credentials,
            target.account_id,
            target.alias,
            target.role,
            target.arn,
            plan.base.profile,
            plan.region,
            self._clock().replace(microsecond=0),  # as the store keeps it
        )
        prompter.progress("keeping the session")
        return session, _unless_kept(
            lambda: self._store.keep_role(plan.base, target, plan.session_name, session)
        )


def _unless_kept(keep: Callable[[], None]) -> tuple[str, ...]:
    """Keep a session, or say why not: what AWS gave for a code is handed out all the same."""
    try:
        keep()
    except RolecallError as error:
        return (f"The session is good, but cannot be kept: {error.message}",)
    return ()
