"""A role session for a program that asks again and again: fresh, and signed in to once.

    held for long enough     handed out at once
    held, but ends soon      renewed, if that asks nobody anything; else what is left of it
    not held                 signed in to

Of several processes that need the login of one base identity, one signs in; the others wait for
it, and then find what they need.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.errors import RolecallError
from rolecall.core.model import SAML, RoleSession, seconds_left
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.signed_in import SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

SOON = 15 * 60  # seconds left below which botocore asks again at every request
_LONG_TERM = "AKIA"  # IAM: how the ids of a user's own keys begin


def fresh_session(
    desk: Desk,
    plan: Plan,
    prompter: "Prompter",
    before_code: Callable[[], None] = lambda: None,
) -> SignedIn:
    """The session of a plan's role with 15 minutes left or, where nobody can be asked, with 60 s.

    `before_code` runs once it is sure that an MFA code will be asked for, and before AWS is asked
    anything; it may raise. Raises RolecallError.
    """
    if plan.new_login:  # with a code of this moment, whatever is held
        return desk.become(plan, prompter)
    held = desk.sign_in.held(plan)
    if held and not _ends_soon(held.session, desk.clock()):
        return held
    if plan.target.scheme != SAML and not plan.target.why_not and _has_process(desk, plan):
        desk.sign_in.resolve(plan, prompter)  # a program's answer is waited for without a lock
    with desk.turns.taken("sign-in", repr(tuple(plan.base)), prompter.progress):
        plan = desk.current(plan)
        held = desk.sign_in.held(plan)
        if held and not _ends_soon(held.session, desk.clock()):
            return held
        if held and not _would_ask(desk, plan):
            from rolecall.signin.prompters import SilentPrompter  # deferred: only to renew

            try:
                return desk.sign_in.role_session(plan, SilentPrompter(), renew=True)
            except RolecallError:  # told when nothing is left
                held = desk.sign_in.held(plan)
        if held:
            return held
        if plan.target.scheme != SAML and not plan.target.why_not and _would_ask(desk, plan):
            before_code()
        return desk.become(plan, prompter)


def _ends_soon(session: RoleSession, now: datetime) -> bool:
    """Whether less than 15 minutes are left, or than a third of a short one."""
    whole = seconds_left(session.credentials.expiration, session.started)
    soon = SOON if whole >= 2 * SOON else whole // 3
    return seconds_left(session.credentials.expiration, now) < soon


def _would_ask(desk: Desk, plan: Plan) -> bool:
    """Whether a new session certainly takes a login first."""
    if plan.target.scheme == SAML:
        return desk.store.saml_session(plan.base, desk.clock()) is None
    return (
        plan.target.with_mfa
        and desk.sign_in.mfa_session(plan) is None
        and plan.base.access_key_id.startswith(_LONG_TERM)
    )


def _has_process(desk: Desk, plan: Plan) -> bool:
    profile = desk.profiles.get(plan.base.profile)
    return profile is not None and bool(profile.credential_process) and not profile.has_keys
