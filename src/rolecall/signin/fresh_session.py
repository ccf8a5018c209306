"""A role session for a program that asks again and again: fresh, and signed in to once.

    held for long enough     handed out at once
    held, but ends soon      renewed, if that asks nobody anything; else what is left of it
    not held                 signed in to

Of several processes that need the login of one base identity, one signs in; the others wait for
it, and then find what they need.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.digest import sha256_hex
from rolecall.core.errors import RolecallError
from rolecall.core.files import locked
from rolecall.core.model import SAML, RoleSession, seconds_left
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.sign_in import SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompter import Prompter

SOON = 15 * 60  # seconds left below which botocore asks again at every request
PATIENCE = 120.0  # seconds for another process to sign in; somebody may be looking for a phone
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
    held = desk.sign_in.held(plan)
    if held and not _ends_soon(held.session, desk.clock()):
        return held
    with _turn(desk, plan):
        held = desk.sign_in.held(plan)
        if held and not _ends_soon(held.session, desk.clock()):
            return held
        if held and not _would_ask(desk, plan):
            from rolecall.signin.unasking import UnaskingPrompter  # deferred: only to renew

            try:
                return desk.sign_in.role_session(plan, UnaskingPrompter(), renew=True)
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


@contextmanager
def _turn(desk: Desk, plan: Plan) -> Iterator[None]:
    """Wait while another process signs in with this base identity.

    Where no lock can be had on this system, everybody signs in alone. Raises RolecallError when
    the other takes too long.
    """
    name = sha256_hex(repr(tuple(plan.base)).encode())[:16]
    began = time.monotonic()
    with ExitStack() as held:
        try:
            path = os.path.join(desk.paths.sessions_folder, f"sign-in-{name}")
            held.enter_context(locked(path, PATIENCE))
        except RolecallError:
            if time.monotonic() - began >= PATIENCE:
                raise RolecallError(
                    "Another process has been signing in for 2 minutes; look for its question."
                ) from None
        yield
