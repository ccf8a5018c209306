"""A role by an assertion: one login at an identity provider serves every role it lists."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import Credentials, Target
from rolecall.core.state.state import load_state
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.checks import check_assertion, pair_for
from rolecall.saml.times import check_held, clock_explanation, lifetime, seconds_until_valid
from rolecall.signin.browser.pages import AnsweredElsewhere
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.schemes.saml_login import LoggedIn, new_saml_login
from rolecall.signin.schemes.saml_user import SAML_LOGIN, by_user, current_plan
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.turns.question_turn import question_turn

LONGEST_WAIT = 10.0  # seconds until an assertion begins, where the IdP's clock is a little ahead
_LOOK = 0.2  # seconds between two looks at whether the user has left meanwhile


class _Taken(NamedTuple):
    """The credentials of a role, and the assertion they came by."""

    credentials: Credentials
    target: Target  # the plan's, with the path that the assertion lists its role with
    assertion: Assertion
    provider_arn: str


def take_role(
    services: Services,
    plan: Plan,
    prompter: Prompter,
    *,
    longest_wait: float = LONGEST_WAIT,
    wait: Callable[[float], None] = time.sleep,
) -> SignedIn:
    """Take a plan's role by an assertion, and keep its session. Raises RolecallError.

    A held assertion that AWS no longer takes is forgotten, and a login asked for. A fresh one goes
    to AWS whatever this machine's clock says of its times; where AWS finds that it begins within
    `longest_wait` seconds, it is sent once more then.
    """

    # deferred: boto3 costs 0.4 s
    from rolecall.aws.sts_saml import ASSERTION_OVER, assume_role_with_saml, may_be_early

    clock, store = services.clock, services.store
    call = services.call(prompter)
    aws_times: list[datetime] = []  # of AWS's answers

    def take(assertion: Assertion) -> _Taken:
        provider = plan.provider.name if plan.provider else ""
        pair = pair_for(assertion, plan.target.arn, provider)
        target = plan.target._replace(role=pair.role)
        prompter.progress(Step.ASKING_ROLE, target.role)
        credentials = assume_role_with_saml(
            target,
            provider_arn=pair.provider_arn,
            assertion=assertion.encoded,
            duration=plan.duration,
            region=plan.region,
            clock=clock,
            scope=plan.scope,
            call=call,
            on_date=aws_times.append,
        )
        return _Taken(credentials, target, assertion, pair.provider_arn)

    def take_fresh(login: LoggedIn) -> _Taken:
        waited = False
        while True:
            aws_times.clear()
            try:
                return take(login.assertion)
            except Refused as refused:
                if refused.code not in ASSERTION_OVER:
                    raise
                aws_now = next(iter(aws_times), None)
                early = seconds_until_valid(login.assertion, aws_now or clock())
                if waited or not may_be_early(refused) or not 0 < early <= longest_wait:
                    raise _with_clocks(refused, login.assertion, clock(), aws_now) from None
            _wait(early, prompter, wait)
            waited = True

    before = services.role_session(plan)

    def once(plan: Plan, assertion: Assertion, ask: Callable[[], _Taken]) -> SignedIn:
        """The session that another process has taken meanwhile, or a new one."""
        with services.turns.taken("role", plan.request.digest, prompter.progress):
            meanwhile = services.role_session(plan)
            if meanwhile and not (before and meanwhile.access_key_id == before.access_key_id):
                return SignedIn(meanwhile, role_arns=_arns(assertion))
            return _kept(services, plan, prompter, ask())

    def take_held(plan: Plan) -> SignedIn | None:
        held = _held(plan, services)
        if held is None:
            return None
        check_assertion(held, plan.target.partition)  # it may be for another partition
        try:
            return once(plan, held, lambda: take(held))
        except Refused as refused:
            if refused.code not in ASSERTION_OVER:
                raise
            store.forget_login(SAML_LOGIN, plan.base)
            return None

    def logged_in() -> Plan | None:
        """The plan as of now, if there is a login for it by now."""
        state = load_state(services.files.paths.state_file)
        now = current_plan(plan, services.files._replace(state=state))
        return now if services.login(SAML_LOGIN, now.base) else None

    def is_answered() -> bool:
        return logged_in() is not None

    if signed_in := take_held(plan):
        return signed_in
    idp = plan.target.idp
    with question_turn(services.turns, f"saml {idp}", f"the login at {idp}", prompter, is_answered):
        while True:
            if (now := logged_in()) and (signed_in := take_held(now)):
                return signed_in
            try:
                login = new_saml_login(services, plan, prompter, is_answered)
                break
            except AnsweredElsewhere:
                continue
        notes = login.notes
        # Whoever logged in is whose sessions they are; without a name to remember, of nobody known.
        if login.remembered or plan.user_name:
            plan = by_user(plan, login.login.user_name)
        if lifetime(login.assertion):
            try:
                # Before it is used: where AWS refuses this role, the next one still needs no login.
                store.keep_login(login.login._replace(base=plan.base))
            except RolecallError as error:
                notes = (*notes, f"The login works, but could not be saved: {error.message}")
    signed_in = once(plan, login.assertion, lambda: take_fresh(login))
    return signed_in.replaced(notes=(*notes, *signed_in.notes))


def _arns(assertion: Assertion) -> tuple[str, ...]:
    """The roles that an assertion lists."""
    return tuple(pair.role_arn for pair in assertion.roles)


def _kept(services: Services, plan: Plan, prompter: Prompter, taken: _Taken) -> SignedIn:
    """The session of a role as the assertion lists it, of who logged in."""
    signed_in = services.keep_role(plan.replaced(target=taken.target), taken.credentials, prompter)
    return signed_in.replaced(role_arns=_arns(taken.assertion), provider_arn=taken.provider_arn)


def _held(plan: Plan, services: Services) -> Assertion | None:
    login = services.login(SAML_LOGIN, plan.base)
    if login is None:
        return None
    try:
        assertion = read_assertion(login.secret)
    except Refused:  # kept by another version, which took it
        return None
    try:
        check_held(assertion, login.started, services.clock())
    except Refused:
        # So that the next login stands in for it.
        services.store.forget_login(SAML_LOGIN, plan.base)
        raise
    return assertion


def _wait(seconds: float, prompter: Prompter, wait: Callable[[float], None]) -> None:
    """Let the time pass until an assertion begins; the user may leave meanwhile."""
    left = seconds
    while left > 0:
        prompter.progress(Step.ASKING_LATER, f"{left:.0f}")
        wait(min(left, _LOOK))
        left -= _LOOK


def _with_clocks(
    refused: Refused, assertion: Assertion, now: datetime, aws_now: datetime | None
) -> Refused:
    """AWS's refusal of a fresh assertion, with the clock that may be its reason."""
    words = clock_explanation(assertion, now, aws_now)
    if not words:
        return refused
    # What AWS says itself stays: its reason may be another one.
    advice = (
        f"{refused.advice.removesuffix('.')}. {words}"
        if refused.code == "InvalidIdentityToken"
        else words
    )
    return refused.reworded(advice=advice)
