"""The keys of an `aws login` session, for which somebody signs in where it has expired."""

from contextlib import suppress
from typing import TYPE_CHECKING

from rolecall.aws.refusals.login_calls import SESSION_OVER
from rolecall.core.errors import InputNeeded, Refused
from rolecall.core.model import Target
from rolecall.sessions.aws_tools.login_keys import LoginToken, read_token
from rolecall.signin.aws_login.keys import LEAST, NOT_SIGNED_IN, login_session_of, renewed
from rolecall.signin.browser.pages import AnsweredElsewhere
from rolecall.signin.plan import Plan
from rolecall.signin.prompters import Prompter, WouldAsk
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.turns.question_turn import question_turn

if TYPE_CHECKING:
    from rolecall.aws.base.base_credentials import BaseKeys


def base_keys_of(services: Services, plan: Plan, prompter: Prompter) -> "BaseKeys":
    """Returns the keys of a base profile with a `login_session`. Raises RolecallError."""
    from rolecall.aws.base.base_credentials import BaseKeys  # deferred: boto3 costs 0.4 s

    keys = session_keys(services, plan.base.profile, prompter, plan.target).keys
    return BaseKeys(keys.access_key_id, keys.secret_access_key, keys.session_token)


def session_keys(
    services: Services,
    profile: str,
    prompter: Prompter,
    target: Target | None = None,
    *,
    instead_of: str = "",
) -> LoginToken:
    """Returns the session of a profile with keys that work, after a sign-in where it takes one.

    `target` is what they are for. `instead_of` is the access key id of keys to be replaced. Raises
    RolecallError.
    """
    try:
        return renewed(services, profile, prompter, instead_of)
    except Refused as refused:
        if refused.code not in (*SESSION_OVER, NOT_SIGNED_IN):
            raise
        from rolecall.signin.aws_login.sign_in import sign_in  # deferred: mostly there is a session

        over = refused if refused.code in SESSION_OVER else None
        cache, user = services.files.paths.login_cache, login_session_of(services, profile)
        before = read_token(cache, user)

        def meanwhile() -> LoginToken | None:
            """The session that another process has begun."""
            now = read_token(cache, user)
            if now is None or (before and now.refresh_token == before.refresh_token):
                return None
            return now if now.keys.expiration - services.clock() > LEAST else None

        def is_answered() -> bool:
            return meanwhile() is not None

        needed = f"the sign-in of profile {profile}"
        of = f"aws-login {user}"
        try:
            with question_turn(services.turns, of, needed, prompter, is_answered):
                while True:
                    if token := meanwhile():
                        return token
                    with suppress(AnsweredElsewhere):
                        return sign_in(services, profile, prompter, target, over, is_answered)
        except WouldAsk:
            raise
        except InputNeeded as needed:
            if over is None:
                raise
            raise InputNeeded(f"{over.message} {needed.message}", needed.hint) from None


def take_keys(
    services: Services, plan: Plan, prompter: Prompter, *, renew: bool = False
) -> SignedIn:
    """Returns the keys of a session as those of a plan's target, and keeps them.

    `renew`: others than those that are held. Raises RolecallError.
    """
    held = services.role_session(plan) if renew else None
    before = held.access_key_id if held else ""
    target = plan.target
    token = session_keys(services, target.idp, prompter, target, instead_of=before)
    return services.keep_role(plan, token.keys, prompter)
