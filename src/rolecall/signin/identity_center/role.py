"""Takes a role by a session of an Identity Center."""

from typing import TYPE_CHECKING

from rolecall.core.errors import Refused
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import Credentials
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from rolecall.signin.identity_center.held import held_token, tokens_of
from rolecall.signin.identity_center.tokens import usable_token
from rolecall.signin.plan import Plan
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.turns.role_turn import taken_once

if TYPE_CHECKING:
    from rolecall.aws.identity_center.portal import Portal


def take_role(
    services: Services,
    plan: Plan,
    center: IdentityCenter,
    prompter: Prompter,
    *,
    anew: bool,
    renew: bool,
) -> SignedIn:
    """Takes the role of a plan by GetRoleCredentials, and keeps the session.

    Signs in first where no session is held, and where AWS no longer takes the one that is; `anew`
    in any case. `renew`: another role session than the one held. Raises RolecallError.
    """
    before = services.role_session(plan) if anew or renew else None
    # Not in the turn of the role, which others wait for: somebody may be looking for a phone.
    held = tokens_of(services).read(center)
    token = usable_token(services, center, prompter, target=plan.target, anew=anew)
    is_new = held is None or held.access_token != token.access_token

    def ask() -> Credentials:
        # deferred: boto3 costs 0.4 s
        from rolecall.aws.identity_center.portal import Portal

        portal = Portal(center, services.call(prompter))
        try:
            return _asked(services, plan, center, prompter, portal, token, is_new=is_new)
        finally:
            portal.close()

    return taken_once(services, plan, prompter, before, ask)


def _asked(
    services: Services,
    plan: Plan,
    center: IdentityCenter,
    prompter: Prompter,
    portal: "Portal",
    token: SsoToken,
    *,
    is_new: bool,
) -> Credentials:
    """Returns the credentials of a plan's role.

    The portal refuses a good token at times: it is sent again, then refreshed, and only then is
    somebody asked to sign in, unless that has just been done.
    """
    from rolecall.aws.refusals.identity_center_calls import TOKEN_REFUSED  # deferred: as above

    target = plan.target
    shown = f"{target.role} in {target.alias}"

    def send(token: SsoToken) -> Credentials | Refused:
        access = token.access_token
        try:
            return portal.credentials(access, target.account_id, target.role, services.clock, shown)
        except Refused as refused:
            if refused.code != TOKEN_REFUSED:
                raise
            return refused

    answer = send(token)
    if isinstance(answer, Credentials):
        return answer
    token = tokens_of(services).read(center) or token
    answer = send(token)
    if isinstance(answer, Credentials):
        return answer
    call = services.call(prompter)
    refreshed, over = held_token(services, center, call, token)
    if refreshed is not None:
        answer = send(refreshed)
    if isinstance(answer, Refused) and not is_new:
        why = over or answer
        answer = send(
            usable_token(services, center, prompter, target=target, anew=True, refusal=why)
        )
    if isinstance(answer, Refused):
        raise answer
    return answer
