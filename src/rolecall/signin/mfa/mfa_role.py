"""Assuming a role with a base profile: its MFA session if one is wanted, then AssumeRole.

Of several processes that want the same role, one asks AWS; the others use its session.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from rolecall.core.countdown import words_for
from rolecall.core.errors import InputNeeded, NoMfaDevice, Refused, TooLong, UsageError
from rolecall.core.login import Login
from rolecall.core.model import Credentials
from rolecall.signin.mfa.base_clients import base_clients
from rolecall.signin.mfa.code_program import code_program
from rolecall.signin.mfa.longest import note_longest, note_refused
from rolecall.signin.mfa.mfa_code import STEP
from rolecall.signin.mfa.mfa_denials import denied_without, perhaps_too_old, too_old
from rolecall.signin.mfa.mfa_exchange import MfaExchange
from rolecall.signin.mfa.mfa_login import MFA_SESSION, mfa_login
from rolecall.signin.mfa.mfa_session import Shared, new_mfa_session, user_name, with_code
from rolecall.signin.plan import CHAINED_LONGEST, Plan
from rolecall.signin.prompters import MfaDevice, Prompter
from rolecall.signin.scope.session_name import sent_name
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.turns.role_turn import SESSION_LOST, taken_once

_DENIED = {"AccessDenied", "AccessDeniedException"}
# A device shows the code that began a session for so long: before, no other could be typed.
_YOUNG = timedelta(seconds=STEP)
_OLD = timedelta(minutes=5)  # from here on, the age of an MFA session is worth naming as a cause


class _Code(NamedTuple):
    user: str
    device: MfaDevice
    typed: str


class MfaRole:
    """One role to assume: `anew` with another login than the held one."""

    def __init__(
        self,
        services: Services,
        plan: Plan,
        prompter: Prompter,
        *,
        anew: bool,
    ) -> None:
        self._services = services
        self._plan = plan
        self._prompter = prompter
        self._anew = anew
        self._before = services.role_session(plan)
        self._login_before = mfa_login(services, plan)
        self._clients = base_clients(services, plan, prompter)  # before any lock is taken
        self._none: NoMfaDevice | None = None
        self._exchange = MfaExchange(services)
        self._program = code_program(services, plan, prompter)

    def take(self) -> SignedIn:
        """Returns a new session, or that of another process. Raises RolecallError."""
        plan, clients = self._plan, self._clients
        if self._anew and clients.are_temporary:
            raise UsageError(
                f"Base profile {plan.base.profile} has temporary credentials: AWS accepts no MFA "
                "code with them.",
                "Leave out --mfa-code and --mfa-device.",
            )
        if plan.wants_own_code and not clients.are_temporary:
            return self._or_without(self._with_own_code)
        mfa = self._login_before if plan.target.with_mfa and not self._anew else None
        if mfa is not None:
            try:
                return self._with_held(mfa)
            except Refused as refused:
                if refused.code not in SESSION_LOST:
                    raise
                # Revoked: keys changed, or the device removed.
                self._services.store.forget_login(MFA_SESSION, plan.base)
        if not plan.target.with_mfa:
            return self._without_mfa()
        if clients.are_temporary:
            return self._assume(None)
        return self._or_without(self._with_code)

    def _or_without(self, sign_in: Callable[[], SignedIn]) -> SignedIn:
        """Signs in with a code; without MFA where the user has no device, and named none."""
        try:
            return sign_in()
        except NoMfaDevice as none:
            if self._anew:
                raise
            self._none = none
            self._plan = self._plan.replaced(target=self._plan.target._replace(with_mfa=False))
            signed_in = self._without_mfa()
            note = f"{none.message.removesuffix('.')}: the role was assumed without MFA."
            return signed_in.replaced(without_device=True, notes=(*signed_in.notes, note))

    def _with_held(self, mfa: Login) -> SignedIn:
        """Assumes the role with the held MFA session, or with a newer one."""
        self._login_before = mfa
        try:
            return self._assume(mfa)
        except Refused as refused:
            if refused.code not in _DENIED:
                raise
            return self._with_newer_login(mfa, refused)

    def _with_code(self, refusal: Refused | None = None) -> SignedIn:
        """Starts an MFA session, and assumes the role with it."""
        begun = new_mfa_session(
            self._plan,
            self._clients,
            self._prompter,
            self._exchange,
            refusal,
            self._program,
            self._login_before,
        )
        held = self._held_meanwhile() if begun.shared else None
        if held and held.session.started >= begun.session.started:  # whoever began it took this
            return held
        signed_in = self._assume(begun.session)
        notes = (*begun.notes, *signed_in.notes)
        return signed_in.replaced(asked_code=True, notes=notes)

    def _with_own_code(self) -> SignedIn:
        """Assumes the role with the long-term keys and a code that serves nothing else.

        For longer than the hour that AWS allows with an MFA session. Where nobody can be asked, or
        where the role allows no more, it is that hour (STS AssumeRole, SerialNumber and TokenCode).
        """

        def use(user: str, device: MfaDevice, typed: str) -> SignedIn:
            return self._assume(None, _Code(user, device, typed))

        plan = self._plan
        shared = Shared(self._services.turns, plan.request.digest, self._held_meanwhile)
        serves = f"for {words_for(plan.duration)}"
        try:
            signed_in = with_code(
                plan, self._clients, self._prompter, use, None, serves, self._program, shared=shared
            )
        except InputNeeded:
            if self._anew or not (mfa := self._login()):
                raise
            return self._with_held(mfa)
        except TooLong as refused:
            note_refused(self._services, self._plan)
            if self._plan.duration_named:
                raise
            return self._for_an_hour(refused)
        if not signed_in.new:
            return signed_in
        note_longest(self._services, self._plan.target, self._plan.duration)
        return signed_in.replaced(asked_code=True)

    def _for_an_hour(self, refused: Refused) -> SignedIn:
        """Assumes the role for an hour, after AWS has refused more."""
        self._plan = self._plan.replaced(duration=CHAINED_LONGEST)
        note = f"{refused.message} This one lasts 1 h."
        if not self._plan.target.with_mfa:
            signed_in = self._assume(None)
        elif mfa := self._login():
            signed_in = self._with_held(mfa)
        else:
            again = Refused(refused.message, "For 1 h, type the next code.", refused.code)
            signed_in = self._with_code(again)
        return signed_in.replaced(notes=(note, *signed_in.notes))

    def _without_mfa(self) -> SignedIn:
        """Assumes without MFA, as the AWS CLI does; if denied, with a held MFA session."""
        try:
            return self._assume(None)
        except TooLong as refused:
            note_refused(self._services, self._plan)
            if self._plan.duration_named:
                raise
            return self._for_an_hour(refused)
        except Refused as refused:
            if refused.code not in _DENIED:
                raise
            if mfa := self._login():
                return self._with_held(mfa)
            raise denied_without(self._plan, refused, self._none) from None

    def _with_newer_login(self, mfa: Login, refused: Refused) -> SignedIn:
        """Tries again with a new code: the role may require a more recent login than the held one.

        Source: IAM, the condition key aws:MultiFactorAuthAge; AWS does not say which condition
        failed. Raises the first refusal where nobody can be asked.
        """
        age = self._services.clock() - mfa.started
        if age < _YOUNG or self._clients.are_temporary:
            raise refused
        how_old = f"the MFA session began {words_for(int(age.total_seconds()))} ago"
        try:
            return self._with_code(perhaps_too_old(refused, how_old))
        except InputNeeded:
            if age < _OLD:
                raise refused from None
            raise too_old(refused, how_old) from None

    def _assume(self, mfa: Login | None, code: "_Code | None" = None) -> SignedIn:
        """Assumes the role, unless another process has done so meanwhile."""
        from rolecall.aws import sts  # deferred: boto3 costs 0.4 s

        plan, clients, prompter = self._plan, self._clients, self._prompter
        notes: tuple[str, ...] = ()
        duration = plan.duration
        if duration > CHAINED_LONGEST and (mfa is not None or clients.are_temporary):
            duration = CHAINED_LONGEST
            taken = "an MFA session" if mfa else "temporary credentials"
            notes = (f"AWS allows at most 1 h for a role assumed with {taken}.",)
        known = mfa.user_name if mfa else code.user if code else ""
        name = sent_name(plan.session_name, lambda: known or user_name(plan, clients, prompter))

        def ask(serial: str = "", digits: str = "") -> Credentials:
            return sts.assume_role(
                clients,
                plan.target,
                session_name=name,
                duration=duration,
                credentials=mfa.credentials if mfa else None,
                clock=self._services.clock,
                scope=plan.scope,
                serial=serial,
                code=digits,
            )

        def ask_once() -> Credentials:
            if code is None:
                return ask()
            call = partial(ask, code.device.serial)
            return self._exchange.once(prompter, code.device, code.typed, call)

        signed_in = taken_once(self._services, plan, prompter, self._before, ask_once)
        return signed_in.replaced(login=mfa, notes=(*notes, *signed_in.notes))

    def _login(self) -> Login | None:
        return mfa_login(self._services, self._plan)

    def _held_meanwhile(self) -> SignedIn | None:
        """Returns the session that another process has taken since the start."""
        session, before = self._services.role_session(self._plan), self._before
        is_other = session and not (before and session.access_key_id == before.access_key_id)
        return SignedIn(session, self._login(), new=False) if session and is_other else None
