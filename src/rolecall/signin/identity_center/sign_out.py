"""Signing out of an Identity Center: its session ends, and with it every token of it."""

from rolecall.core.errors import Refused, Unreachable
from rolecall.core.identity_center import IdentityCenter
from rolecall.signin.identity_center.held import held_token, notes_of, tokens_of
from rolecall.signin.prompters import SilentPrompter
from rolecall.signin.services import Services


def sign_out(services: Services, center: IdentityCenter) -> bool:
    """Ends the session and removes its token; returns whether there was one.

    The caller forgets the role sessions that were taken by it. Raises Unreachable, with nothing
    left on this machine, where AWS was not told, and RolecallError where the system refuses.
    """
    tokens = tokens_of(services)
    unreached: Unreachable | None = None
    try:
        _log_out(services, center)
    except Refused:  # it was over already
        pass
    except Unreachable as error:
        unreached = error
    with tokens.lock(center):
        was_there = tokens.forget(center)
    notes_of(services).forget(center)
    if was_there and unreached is not None:
        raise Unreachable(
            f"Signed out of {center.name} here, but AWS was not told: {unreached.message}",
            "Its session goes on there until it expires. Nothing on this machine can use it.",
        )
    return was_there


def _log_out(services: Services, center: IdentityCenter) -> None:
    call = services.call(SilentPrompter())
    if tokens_of(services).read(center) is None:
        return
    token = held_token(services, center, call).token  # an expired one would end nothing
    if token is None:
        return
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.identity_center.portal import Portal

    portal = Portal(center, call)
    try:
        portal.log_out(token.access_token)
    finally:
        portal.close()
