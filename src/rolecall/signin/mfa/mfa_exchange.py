"""Exchanges an MFA code for an MFA session, once, even if several processes have the code.

A code that AWS refused, though the one before it was taken in the same step, came too early: it is
kept, and sent once more in the next step.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.errors import (
    MfaCodeUsed,
    MfaRefused,
    NotProcessed,
    Refused,
    RolecallError,
    Unreachable,
)
from rolecall.core.login import Login
from rolecall.core.model import Credentials
from rolecall.signin.mfa.mfa_code import STEP, UsedCodes, tidy_code
from rolecall.signin.mfa.mfa_login import MFA_SESSION, mfa_login
from rolecall.signin.mfa.next_step import wait_for_next_step
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaDevice, Prompter, device_called
from rolecall.signin.services import Services

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients

MFA_DURATION = 43_200  # seconds, as the classic asks for
# Refusals of whoever signed the request: AWS looks at a code after that.
_NEVER_LOOKED_AT = {
    "InvalidClientTokenId",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
}
# The step a code is shown in, and the one on either side in which AWS takes it (RFC 6238).
_GOOD_FOR = timedelta(seconds=3 * STEP)


class Begun(NamedTuple):
    """An MFA session; `shared` where another process began it with the same code."""

    session: Login
    notes: tuple[str, ...] = ()  # why it could not be kept, if so
    shared: bool = False


class MfaExchange:
    """Exchanges codes, one process at a time, and stores the sessions."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._store = services.store
        self._used = UsedCodes(
            services.files.paths.used_codes, lambda: services.clock().timestamp()
        )
        self._clock = services.clock
        self.turns = services.turns

    def session(
        self,
        plan: Plan,
        clients: "AwsClients",
        prompter: Prompter,
        user: str,
        device: MfaDevice,
        typed: str,
    ) -> Begun:
        """Returns the MFA session of a code, also one that another process started with it.

        Raises MfaRefused and MfaCodeUsed if another code may do, and AWS's other refusals.
        """
        code = tidy_code(typed)
        with self.turns.taken("login", repr(tuple(plan.base)), prompter.progress):
            try:
                self._used.spend(device.serial, code)
            except MfaCodeUsed:
                if begun := self._begun_with(plan, device, code):
                    return Begun(begun, shared=True)
                raise
            session = self._from_aws(plan, clients, prompter, user, device, code)
            self._used.note_begun(device.serial, code)
            prompter.progress(Step.KEEPING_SESSION)
            try:
                self._store.keep_login(session)
            except RolecallError as error:
                # What AWS gave for a code is handed out all the same.
                note = f"The session works, but could not be saved: {error.message}"
                return Begun(session, (note,))
            return Begun(session)

    def once(
        self,
        prompter: Prompter,
        device: MfaDevice,
        typed: str,
        call: Callable[[str], Credentials],
    ) -> Credentials:
        """Returns what AWS answers to a call with a code, which begins no session.

        Raises as `session` does.
        """
        code = tidy_code(typed)
        self._used.spend(device.serial, code)
        return self._taken(device.serial, code, lambda: call(code), prompter)

    def begun_since(self, plan: Plan, before: Login | None) -> Login | None:
        """The MFA session that another process has kept for a plan since `before` was held."""
        held = mfa_login(self._services, plan)
        if held is None or (before and held.access_key_id == before.access_key_id):
            return None
        named = plan.device_asked
        return held if not named or device_called(named, [MfaDevice(held.device)]) else None

    def _begun_with(self, plan: Plan, device: MfaDevice, code: str) -> Login | None:
        """The session held for the plan, where this code has begun it."""
        if not self._used.has_begun(device.serial, code):
            return None
        held = self._services.login(MFA_SESSION, plan.base)
        if held is None or held.device != device.serial or self._clock() - held.started > _GOOD_FOR:
            return None
        return held

    def _from_aws(
        self,
        plan: Plan,
        clients: "AwsClients",
        prompter: Prompter,
        user: str,
        device: MfaDevice,
        code: str,
    ) -> Login:
        from rolecall.aws import sts  # deferred: boto3 costs 0.4 s

        credentials = self._taken(
            device.serial,
            code,
            lambda: sts.get_session_token(clients, device.serial, code, MFA_DURATION, self._clock),
            prompter,
        )
        started = self._clock().replace(microsecond=0)  # as the store keeps it
        return Login(
            MFA_SESSION.name,
            plan.base,
            plan.base.profile,
            user,
            started,
            credentials.expiration,
            credentials,
            device=device.serial,
        )

    def _taken(
        self, serial: str, code: str, call: Callable[[], Credentials], prompter: Prompter
    ) -> Credentials:
        """Returns the answer to a call with a spent code; sends one that came too early again."""
        try:
            credentials = self._sent(serial, code, call)
        except MfaRefused:
            if not self._used.is_early(serial):
                raise
            wait_for_next_step(lambda: self._clock().timestamp(), prompter, Step.WAITING_FOR_TURN)
            prompter.progress(Step.ASKING)
            self._used.spend_again(serial, code)
            credentials = self._sent(serial, code, call)
        self._used.note_taken(serial)
        return credentials

    def _sent(self, serial: str, code: str, call: Callable[[], Credentials]) -> Credentials:
        """Returns the answer to a call with a spent code; a code that AWS never saw is unspent."""
        try:
            return call()
        except NotProcessed:
            self._used.give_back(serial, code)
            raise
        except Refused as refused:
            if refused.code in _NEVER_LOOKED_AT:
                self._used.give_back(serial, code)
            raise
        except Unreachable as lost:
            hint = f"{lost.hint} AWS may have used the code: wait for the next one."
            raise Unreachable(lost.message, hint) from None
