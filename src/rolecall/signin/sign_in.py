"""From a target to its role session, asking as little as possible.

    the held role session, else what the scheme takes with a held login, else with a new one

Nothing is kept before AWS's answer was checked, and a code is never sent twice.
"""

from typing import TYPE_CHECKING

from rolecall.catalog.defaults import base_profile_name, checked_region, in_region
from rolecall.core.errors import Refused
from rolecall.core.login import Login
from rolecall.core.model import Target
from rolecall.sessions.store import SessionStore
from rolecall.signin.plan import CHAINED_LONGEST, NO_OPTIONS, Files, Options, Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.session_name import planned_name
from rolecall.signin.scope.wanted import NO_SCOPE_OPTIONS, is_lifted, more_than_allowed
from rolecall.signin.services import Services, SignedIn

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext, CallObserver
    from rolecall.signin.prompters import Prompter


def plan_for(target: Target, files: Files, options: Options = NO_OPTIONS) -> Plan:
    """Plan the way to `target`. Raises ConfigError or UsageError for values that cannot be used."""
    if named := checked_region(options.region):
        target = in_region(target, named)
    env, settings, _, state, _ = files
    name = options.base_profile or target.base_profile or base_profile_name(env, settings, state)
    plan = scheme_named(target.scheme).plan(target, files, options, name)
    if target.hop is None:
        return plan
    # Options narrow the role that was asked for. What only reads could not take it, so a role on
    # the way is read-only by no setting of its own.
    way = target.hop._replace(scope=target.hop.scope._replace(read_only=False))
    hop = plan_for(way, files, options.replaced(duration="", scope=NO_SCOPE_OPTIONS))
    # An hour is all that the role behind it can have, and one code may serve others as well.
    duration = plan.duration if plan.duration_named else min(plan.duration, CHAINED_LONGEST)
    return plan.replaced(hop=hop.replaced(shares_login=True), duration=duration)


def with_ticket(plan: Plan, ticket: str) -> Plan:
    """Returns the plan with this ticket in the session's name, and in those on the way."""

    def named(each: Plan) -> Plan:
        if not each.ticket_template:
            return each
        name = planned_name(each.ticket_template, each.user_name, ticket)
        return each.replaced(session_name=name, ticket=ticket, ticket_template="")

    return plan.along(named)


def asked_ticket(plan: Plan, prompter: "Prompter") -> Plan:
    """Returns the plan with the ticket that its session's name needs. Raises RolecallError."""
    if not plan.ticket_template:
        return plan
    from rolecall.signin.prompters import TicketQuestion  # deferred: few names have one

    return with_ticket(plan, prompter.ticket(TicketQuestion(plan.target, plan.ticket)))


def cannot_be_assumed(target: Target) -> Refused:
    """Returns the error for a target of which the files tell why it cannot be assumed."""
    return Refused(f"{target.alias} · {target.role} cannot be assumed yet.", target.why_not)


class SignIn:
    """The use-case, whichever the scheme of a plan."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def held(self, plan: Plan) -> SignedIn | None:
        """The session of the plan's request if it is held: no call, no question, no boto3."""
        session = self.services.role_session(plan)
        if session is None:
            return None
        scheme = scheme_named(plan.target.scheme)
        login = scheme.login(self.services, plan) if scheme.chains else None
        return SignedIn(session, login, new=False)

    def login(self, plan: Plan) -> Login | None:
        """The login that would serve this plan, if one is held."""
        return scheme_named(plan.target.scheme).login(self.services, plan)

    def spares_login(self, plan: Plan) -> bool:
        """Whether the session of a role on the way is held, so that no login is needed."""
        return any(self.held(hop) for hop in plan.hops) and not self.wants_new_login(plan)

    def wants_new_login(self, plan: Plan) -> bool:
        """Whether a code or a device was named for it, so that what is held does not serve."""
        return plan.new_login or bool(plan.device_asked)

    def over(self, store: SessionStore) -> "SignIn":
        """The same use-case, over another store."""
        return SignIn(self.services.replaced(store=store))

    def call(self, observer: "CallObserver") -> "CallContext":
        """What the calls to AWS have in common that `observer`, a prompter mostly, waits for."""
        return self.services.call(observer)

    def prepare(self, plan: Plan, prompter: "Prompter") -> None:
        """Do what may be slow and needs no lock, for who is about to take one.

        Raises RolecallError.
        """
        if not self.spares_login(plan):
            scheme_named(plan.target.scheme).prepare(self.services, plan.root, prompter)

    def role_session(self, plan: Plan, prompter: "Prompter", *, renew: bool = False) -> SignedIn:
        """The role session of a plan, held or new; new in any case to `renew`.

        Until the new one is there a held one stays. Raises RolecallError.
        """
        if plan.target.why_not:
            raise cannot_be_assumed(plan.target)
        anew = self.wants_new_login(plan)
        if not renew and not anew and (held := self.held(plan)):
            return held
        if is_lifted(plan.target, plan.scope) and not plan.elevated:
            raise more_than_allowed(plan.target)
        if plan.ticket_template and (plan.elevated or not renew):
            plan = asked_ticket(plan, prompter)
            if not (anew or renew) and (held := self.held(plan)):
                return held.replaced(ticket=plan.ticket)
        if plan.hop is not None:
            # deferred: few roles are taken by another one
            from rolecall.signin.chains.chained_role import take_chained

            signed_in = take_chained(self.services, plan, plan.hop, prompter, self.role_session)
            return signed_in.replaced(ticket=plan.ticket)
        scheme = scheme_named(plan.target.scheme)
        signed_in = scheme.take(self.services, plan, prompter, anew=anew, renew=renew)
        return signed_in.replaced(ticket=plan.ticket)
