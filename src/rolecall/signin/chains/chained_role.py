"""Taking a role with the session of another one: role chaining, one AssumeRole for each role.

Each role on the way is a session of its own in the store, which other targets use as well.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rolecall.core.errors import Refused, RoleDenied
from rolecall.core.login import BaseIdentity
from rolecall.core.model import Credentials, RoleSession
from rolecall.core.safe_text import safe_text
from rolecall.signin.plan import CHAINED_LONGEST, Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.session_name import sent_name
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.turns.role_turn import SESSION_LOST, taken_once

if TYPE_CHECKING:
    from rolecall.aws.call.session_clients import SessionClients

TakeHop = Callable[[Plan, Prompter], SignedIn]


def take_chained(
    services: Services, plan: Plan, hop: Plan, prompter: Prompter, take_hop: TakeHop
) -> SignedIn:
    """Takes a plan's role with the session of `hop`, which `take_hop` returns, held or new.

    A held session that AWS no longer takes is forgotten, and taken anew. Raises RolecallError.
    """
    before = services.role_session(plan)
    way = _hop_taken(plan, hop, prompter, take_hop)
    try:
        return _assume(services, plan, way, prompter, before)
    except Refused as refused:
        if way.new or refused.code not in SESSION_LOST:
            raise
        services.store.forget_role(way.session.request)
    return _assume(services, plan, _hop_taken(plan, hop, prompter, take_hop), prompter, before)


def _hop_taken(plan: Plan, hop: Plan, prompter: Prompter, take_hop: TakeHop) -> SignedIn:
    try:
        return take_hop(hop, prompter)
    except RoleDenied as denied:
        if denied.role_arn:
            raise
        # Whoever asked for the last role may not know that another one comes first.
        again = denied.with_cause(f"{_name(hop)} takes {_name(plan)}.")
        again.role_arn = hop.target.arn
        raise again from None


def _assume(
    services: Services, plan: Plan, way: SignedIn, prompter: Prompter, before: RoleSession | None
) -> SignedIn:
    from rolecall.aws import sts  # deferred: boto3 costs 0.4 s

    request = way.session.request
    # At a provider somebody else may have logged in: the session is then that user's.
    base = BaseIdentity(request.identity, request.identity_key)
    plan = plan.along(lambda each: each.replaced(base=base))
    clients = _clients(services, plan, way.session.credentials, prompter)
    notes = way.notes
    if plan.duration > CHAINED_LONGEST:
        notes = (*notes, "AWS allows at most 1 h for a role that is taken with another role.")
    by_provider = scheme_named(plan.target.scheme).user_of(request)
    known = (way.login.user_name if way.login else "") or plan.user_name or by_provider

    def user() -> str:
        if not known:
            prompter.progress(Step.ASKING_WHO)
        return known or sts.caller_name(clients)

    name = sent_name(plan.session_name, user)

    def ask() -> Credentials:
        return sts.assume_role(
            clients,
            plan.target,
            session_name=name,
            duration=min(plan.duration, CHAINED_LONGEST),
            credentials=way.session.credentials,
            clock=services.clock,
            scope=plan.scope,
        )

    signed_in = taken_once(services, plan, prompter, before, ask)
    return signed_in.replaced(
        login=way.login,
        notes=(*notes, *signed_in.notes),
        asked_code=way.asked_code,
        without_device=way.without_device,
        role_arns=way.role_arns,
    )


def _clients(
    services: Services, plan: Plan, credentials: Credentials, prompter: Prompter
) -> "SessionClients":
    from rolecall.aws.call.session_clients import SessionClients  # deferred: boto3 costs 0.4 s

    return SessionClients(
        credentials,
        plan.region,
        plan.target.partition,
        settings_profile=plan.settings_profile,
        call=services.call(prompter),
        name=plan.through,
    )


def _name(plan: Plan) -> str:
    return f"{safe_text(plan.target.alias)} · {safe_text(plan.target.role_name)}"
