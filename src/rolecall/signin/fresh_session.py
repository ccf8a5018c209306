"""The role session for a program that asks repeatedly, such as an AWS SDK.

    held, with enough time left   returned at once
    held, but expiring soon       renewed if that needs no question; otherwise returned as it is
    not held                      signed in to

Of several processes that renew a session, one asks AWS; the others wait on a lock, and then find
what it kept. Where a login is needed, they take the turn of its question instead.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession, seconds_left
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.services import SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

SOON = 15 * 60  # seconds left below which botocore asks again at every request


def fresh_session(
    desk: Desk,
    plan: Plan,
    prompter: "Prompter",
    before_code: Callable[[], None] = lambda: None,
) -> SignedIn:
    """Returns the session of a plan's role with 15 minutes left; with 60 s if nobody can be asked.

    `before_code` is called once it is certain that an MFA code will be asked for, before the first
    request to AWS; it may raise. Raises RolecallError.
    """
    if plan.new_login:  # with a code of this moment, whatever is held
        return desk.become(plan, prompter)
    held = desk.sign_in.held(plan)
    if held and desk.clock() <= ends_soon_at(held.session):
        return held
    scheme = scheme_named(plan.target.scheme)
    if not plan.target.why_not:
        desk.sign_in.prepare(plan, prompter)  # a program's answer is waited for without a lock
    with desk.turns.taken("sign-in", repr(tuple(plan.base)), prompter.progress):
        plan = desk.current(plan)
        held = desk.sign_in.held(plan)
        if held and desk.clock() <= ends_soon_at(held.session):
            return held
        needs_login = not desk.sign_in.spares_login(plan) and scheme.needs_login(
            desk.sign_in.services, plan
        )
        if held and not needs_login:
            from rolecall.signin.prompters import SilentPrompter  # deferred: only to renew

            try:
                return desk.sign_in.role_session(plan, SilentPrompter(), renew=True)
            except RolecallError:  # raised again once no time is left
                held = desk.sign_in.held(plan)
        if held:
            return held
        if scheme.always_asks and needs_login and not plan.target.why_not:
            before_code()
        if not needs_login:
            return desk.become(plan, prompter)
    # Without the lock, since somebody may leave the question open: see `question_turn`.
    return desk.become(plan, prompter)


def ends_soon_at(session: RoleSession) -> datetime:
    """Returns when 15 minutes are left of a session, or a third of a short one."""
    expiration = session.credentials.expiration
    whole = seconds_left(expiration, session.started)
    return expiration - timedelta(seconds=SOON if whole >= 2 * SOON else whole // 3)
