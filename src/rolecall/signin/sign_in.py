"""From a target to its role session, asking as little as possible.

    held role session, else held MFA session, else GetSessionToken with a code; then AssumeRole
    held role session, else held assertion, else a login; then AssumeRoleWithSAML

Nothing is kept before AWS's answer was checked, and a code is never sent twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import SAML, Credentials, MfaSession, RoleSession
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_code import UsedCodes
from rolecall.signin.plan import Plan
from rolecall.signin.schemes.logins import Logins
from rolecall.signin.signed_in import SignedIn
from rolecall.signin.turns import Turns

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext, CallObserver
    from rolecall.aws.call.client import AwsClients
    from rolecall.signin.prompters import Prompter


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
        turns: Turns,
        inherited: Callable[[str], MfaSession | None] = lambda base_profile: None,
        allow_endpoints: tuple[str, ...] = (),
        named_endpoints: dict[str, object] | None = None,
    ) -> None:
        self._store = store
        self._used = used_codes
        self._clock = clock
        self._logins = logins
        self._turns = turns
        self._inherited = inherited
        self._allow_endpoints = allow_endpoints
        # Shared by the threads of one run: a strange endpoint is named once.
        self._named_endpoints = {} if named_endpoints is None else named_endpoints
        self._resolved: dict[tuple[str, ...], AwsClients] = {}

    def held(self, plan: Plan) -> SignedIn | None:
        """The session of the plan's request if it is held: no call, no question, no boto3."""
        session = self._store.role_session(plan.request, self._clock())
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

    def wants_new_login(self, plan: Plan) -> bool:
        """Whether a code or a device was named for it, so that what is held does not serve."""
        return plan.new_login or bool(plan.device_asked)

    def over(self, store: SessionStore) -> "SignIn":
        """The same use-case, over another store."""
        return SignIn(
            store,
            self._used,
            self._clock,
            self._logins,
            self._turns,
            self._inherited,
            self._allow_endpoints,
            self._named_endpoints,
        )

    def call(self, observer: "CallObserver") -> "CallContext":
        """What the calls to AWS have in common that `observer`, a prompter mostly, waits for."""
        # deferred: boto3 costs 0.4 s
        from rolecall.aws.call.bounded_call import CallContext
        from rolecall.aws.call.endpoints import Endpoints

        return CallContext(observer, Endpoints(self._allow_endpoints, named=self._named_endpoints))

    def role_session(self, plan: Plan, prompter: "Prompter", *, renew: bool = False) -> SignedIn:
        """The role session of a plan, held or new; new in any case to `renew`.

        Until the new one is there a held one stays. Raises RolecallError.
        """
        if plan.target.why_not:
            raise Refused(
                f"{plan.target.alias} · {plan.target.role} cannot be assumed yet.",
                plan.target.why_not,
            )
        anew = self.wants_new_login(plan)
        if not renew and not anew and (held := self.held(plan)):
            return held
        if plan.target.scheme == SAML:
            return self._by_saml(plan, prompter)
        return self._by_base_profile(plan, prompter, anew=anew, renew=renew)

    def resolve(self, plan: Plan, prompter: "Prompter") -> None:
        """Read the base profile's credentials for the next sign-in: a slow program's, maybe.

        For who is about to take a lock, which would otherwise be held meanwhile. Raises
        RolecallError.
        """
        self._resolved[_clients_key(plan)] = self._clients(plan, prompter)

    def _clients(self, plan: Plan, prompter: "Prompter") -> "AwsClients":
        # deferred: boto3 costs 0.4 s
        from rolecall.aws.call.client import AwsClients
        from rolecall.signin.progress import Step

        if found := self._resolved.pop(_clients_key(plan), None):
            found.call = self.call(prompter)  # another one may wait for its calls now
            return found
        prompter.progress(Step.ASKING)
        return AwsClients(
            plan.base.profile,
            plan.region,
            plan.target.partition,
            settings_profile=plan.target.role_profile,
            call=self.call(prompter),
        )

    def _by_base_profile(
        self, plan: Plan, prompter: "Prompter", *, anew: bool, renew: bool
    ) -> SignedIn:
        # deferred: boto3 costs 0.4 s
        from rolecall.signin.mfa.mfa_exchange import MfaExchange
        from rolecall.signin.schemes.bastion import BastionSignIn, Wish

        before = self.held(plan)
        clients = self._clients(plan, prompter)  # before any lock is taken
        way = BastionSignIn(
            self._store,
            self._clock,
            self._turns,
            MfaExchange(self._store, self._used, self._clock, self._turns),
            self.held,
            self.mfa_session,
            self._kept,
        )
        return way.role_session(Wish(plan, clients, prompter, before, anew, renew))

    def _by_saml(self, plan: Plan, prompter: "Prompter") -> SignedIn:
        # deferred: boto3 costs 0.4 s, and XML and HTTP more
        from rolecall.signin.schemes.saml import credentials_by_saml

        answer = credentials_by_saml(
            plan, prompter, self._store, self._logins, self._clock, self.call(prompter)
        )
        # The role as the assertion lists it, of who logged in.
        plan = plan._replace(target=answer.target, base=answer.base)
        signed_in = self._kept(plan, answer.credentials, prompter)
        arns = tuple(pair.role_arn for pair in answer.assertion.roles)
        return signed_in._replace(
            notes=(*answer.notes, *signed_in.notes),
            role_arns=arns,
            provider_arn=answer.provider_arn,
        )

    def _kept(self, plan: Plan, credentials: Credentials, prompter: "Prompter") -> SignedIn:
        """The role session of these credentials, kept; a note says why not, where that failed."""
        from rolecall.signin.progress import Step  # deferred: a held session takes no step

        target = plan.target
        session = RoleSession(
            credentials,
            target.account_id,
            target.alias,
            target.role,
            plan.region,
            self._clock().replace(microsecond=0),  # as the store keeps it
            plan.request,
        )
        prompter.progress(Step.KEEPING_SESSION)
        try:
            self._store.keep_role(session)
        except RolecallError as error:
            # What AWS gave is handed out all the same.
            note = f"The session is good, but cannot be kept: {error.message}"
            return SignedIn(session, notes=(note,))
        return SignedIn(session)


def _clients_key(plan: Plan) -> tuple[str, ...]:
    return (*plan.base, plan.region, plan.target.partition, plan.target.role_profile)
