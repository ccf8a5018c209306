"""A role by the base profile: its MFA session where one is wanted, then AssumeRole.

Of several processes that want the same role, one asks AWS, and the others use what it got.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.countdown import words_for
from rolecall.core.errors import InputNeeded, Refused, UsageError
from rolecall.core.model import Credentials, MfaSession
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_code import STEP
from rolecall.signin.mfa.mfa_exchange import MfaExchange
from rolecall.signin.mfa.mfa_session import new_mfa_session, user_name
from rolecall.signin.plan import CHAINED_LONGEST, Plan, session_name_of
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.signed_in import SignedIn
from rolecall.signin.turns import Turns

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients

_SESSION_LOST = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"}
_DENIED = {"AccessDenied", "AccessDeniedException"}
# A device shows the code that began a session for so long: before, no other could be typed.
_YOUNG = timedelta(seconds=STEP)


class Wish(NamedTuple):
    """What is wanted. `before` is what was held when it came up."""

    plan: Plan
    clients: "AwsClients"
    prompter: Prompter
    before: SignedIn | None
    anew: bool  # by another login than the one held
    renew: bool  # another session than `before`


class BastionSignIn(NamedTuple):
    """The way of the scheme bastion. `held`, `mfa_session` and `keep` are those of SignIn."""

    store: SessionStore
    clock: Callable[[], datetime]
    turns: Turns
    exchange: MfaExchange
    held: Callable[[Plan], SignedIn | None]
    mfa_session: Callable[[Plan], MfaSession | None]
    keep: Callable[[Plan, Credentials, Prompter], SignedIn]

    def role_session(self, wish: Wish) -> SignedIn:
        """A role session by the base profile's credentials. Raises RolecallError."""
        plan, clients = wish.plan, wish.clients
        if wish.anew and clients.are_temporary:
            raise UsageError(
                f"Base profile {plan.base.profile} has temporary credentials, for which AWS takes "
                "no MFA code.",
                "Leave --mfa-code and --mfa-device out.",
            )
        mfa = self.mfa_session(plan) if plan.target.with_mfa and not wish.anew else None
        if mfa is not None:
            try:
                return self._with_held(wish, mfa)
            except Refused as refused:
                if refused.code not in _SESSION_LOST:
                    raise
                self.store.forget_mfa(plan.base)  # revoked: keys changed, or the device removed
        if not plan.target.with_mfa:
            return self._without_mfa(wish)
        if clients.are_temporary:
            return self._assume(wish, None)
        return self._with_code(wish)

    def _with_held(self, wish: Wish, mfa: MfaSession) -> SignedIn:
        """Take the role with the MFA session that is held, or with a newer one."""
        try:
            return self._assume(wish, mfa)
        except Refused as refused:
            if refused.code not in _DENIED:
                raise
            return self._with_newer_login(wish, mfa, refused)

    def _with_code(self, wish: Wish, refusal: Refused | None = None) -> SignedIn:
        """Start an MFA session, and take the role with it."""
        plan = wish.plan
        begun = new_mfa_session(plan, wish.clients, wish.prompter, self.exchange, refusal)
        held = self.held(plan) if begun.shared and not wish.renew else None
        if held and held.session.started >= begun.session.started:  # whoever began it took this
            return held
        signed_in = self._assume(wish, begun.session)
        notes = (*begun.notes, *signed_in.notes)
        return signed_in._replace(asked_code=True, notes=notes)

    def _without_mfa(self, wish: Wish) -> SignedIn:
        """As the AWS CLI takes a role profile without mfa_serial; with what is held, if need be."""
        plan = wish.plan
        try:
            return self._assume(wish, None)
        except Refused as refused:
            if refused.code not in _DENIED:
                raise
            if mfa := self.mfa_session(plan):
                return self._with_held(wish, mfa)
            of = plan.target.role_profile
            hint = (
                f"It was asked without MFA, since profile {of} has no mfa_serial. If the role "
                f"wants MFA, add it there, or give --mfa-code. {refused.hint}"
            )
            raise Refused(refused.message, hint, refused.code) from None

    def _with_newer_login(self, wish: Wish, mfa: MfaSession, refused: Refused) -> SignedIn:
        """Try a role once more with a new code: it may want a younger login than the one held.

        Source: IAM, the condition key aws:MultiFactorAuthAge; AWS does not say which condition
        failed. Raises the first refusal where nobody can be asked.
        """
        age = self.clock() - mfa.started
        if age < _YOUNG or wish.clients.are_temporary:
            raise refused
        how_old = f"the MFA session began {words_for(int(age.total_seconds()))} ago"
        maybe = Refused(
            f"{refused.message} Perhaps since {how_old}.",
            "The role may want a newer one: type a new code, or leave.",
            refused.code,
        )
        try:
            return self._with_code(wish, maybe)
        except InputNeeded:
            hint = f"{refused.hint} Or {how_old}, too long for this role: give --mfa-code."
            raise Refused(refused.message, hint, refused.code) from None

    def _assume(self, wish: Wish, mfa: MfaSession | None) -> SignedIn:
        """Take the role, if no other process did meanwhile."""
        from rolecall.aws import sts  # deferred: boto3 costs 0.4 s

        plan, clients, prompter = wish.plan, wish.clients, wish.prompter
        notes: tuple[str, ...] = ()
        duration = plan.duration
        if duration > CHAINED_LONGEST and (mfa is not None or clients.are_temporary):
            duration = CHAINED_LONGEST
            taken = "an MFA session" if mfa else "temporary credentials"
            notes = (f"AWS gives 1 h at most for a role taken with {taken}.",)
        name = plan.session_name or session_name_of(
            (mfa.user_name if mfa else "") or user_name(plan, clients, prompter)
        )
        with self.turns.taken("role", plan.request.digest, prompter.progress):
            meanwhile = self.held(plan)
            if meanwhile and not _same(meanwhile, wish.before):
                return meanwhile._replace(new=True)
            prompter.progress(Step.ASKING_ROLE, plan.target.role)
            credentials = sts.assume_role(
                clients,
                plan.target,
                session_name=name,
                duration=duration,
                credentials=mfa.credentials if mfa else None,
                clock=self.clock,
            )
            signed_in = self.keep(plan, credentials, prompter)
        return signed_in._replace(mfa_session=mfa, notes=(*notes, *signed_in.notes))


def _same(held: SignedIn, before: SignedIn | None) -> bool:
    return before is not None and (
        held.session.credentials.access_key_id == before.session.credentials.access_key_id
    )
