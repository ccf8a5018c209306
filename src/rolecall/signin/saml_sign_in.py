"""A role by an assertion: one login at an identity provider serves every role it lists."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import Credentials
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.checks import check_assertion, pair_for
from rolecall.sessions.store import SessionStore
from rolecall.signin.logins import Logins
from rolecall.signin.plan import Plan
from rolecall.signin.prompter import Prompter
from rolecall.signin.saml_login import new_saml_session

if TYPE_CHECKING:
    from rolecall.aws.asking import Call


class SamlAnswer(NamedTuple):
    """The credentials of a role, and the assertion they came by."""

    credentials: Credentials
    assertion: Assertion
    provider_arn: str
    notes: tuple[str, ...] = ()


def credentials_by_saml(
    plan: Plan,
    prompter: Prompter,
    store: SessionStore,
    logins: Logins,
    clock: Callable[[], datetime],
    call: "Call | None" = None,
) -> SamlAnswer:
    """The credentials of a plan's role. Raises RolecallError.

    A held assertion that AWS no longer takes is forgotten, and a login asked for.
    """

    from rolecall.aws.sts_saml import ASSERTION_OVER, assume_role_with_saml  # deferred: boto3

    def take(assertion: Assertion, notes: tuple[str, ...] = ()) -> SamlAnswer:
        provider = plan.provider.name if plan.provider else ""
        pair = pair_for(assertion, plan.target.arn, provider)
        prompter.progress(f"asking AWS for {plan.target.role}")
        credentials = assume_role_with_saml(
            plan.target,
            provider_arn=pair.provider_arn,
            assertion=assertion.encoded,
            duration=plan.duration,
            region=plan.region,
            clock=clock,
            call=call,
        )
        return SamlAnswer(credentials, assertion, pair.provider_arn, notes)

    held = _held(plan, store, clock())
    if held is not None:
        check_assertion(held, plan.target.partition, clock())  # it may be for another partition
        try:
            return take(held)
        except Refused as refused:
            if refused.code not in ASSERTION_OVER:
                raise
            store.forget_saml(plan.base)
    login = new_saml_session(plan, prompter, logins, clock)
    notes = login.notes
    try:
        # Before it is used: where AWS refuses this role, the next one still needs no login.
        store.keep_saml(plan.base, login.session)
    except RolecallError as error:
        notes = (*notes, f"The login is good, but cannot be kept: {error.message}")
    return take(login.assertion, notes)


def _held(plan: Plan, store: SessionStore, now: datetime) -> Assertion | None:
    session = store.saml_session(plan.base, now)
    if session is None:
        return None
    try:
        return read_assertion(session.assertion)
    except Refused:  # kept by another version, which took it
        return None
