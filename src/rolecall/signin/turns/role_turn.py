"""Taking a role that several processes want: one asks AWS, the others use its session."""

from collections.abc import Callable

from rolecall.core.model import Credentials, RoleSession
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services, SignedIn

# AWS no longer takes a session: it was revoked, or its user's keys were changed.
SESSION_LOST = frozenset({"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"})


def taken_once(
    services: Services,
    plan: Plan,
    prompter: Prompter,
    before: RoleSession | None,
    ask: Callable[[], Credentials],
) -> SignedIn:
    """Returns a plan's session: the one that another process has kept since `before`, or a new one.

    `before` is the session that was held when the sign-in began; `ask` asks AWS. Raises what it
    raises, and RolecallError where another process takes too long.
    """
    with services.turns.taken("role", plan.request.digest, prompter.progress):
        meanwhile = services.role_session(plan)
        if meanwhile and not (before and meanwhile.access_key_id == before.access_key_id):
            return SignedIn(meanwhile)
        prompter.progress(Step.ASKING_ROLE, plan.target.role)
        return services.keep_role(plan, ask(), prompter)
