"""Takes a role by a session of an Identity Center."""

from rolecall.core.errors import Refused
from rolecall.core.identity_center import IdentityCenter
from rolecall.signin.plan import Plan
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services, SignedIn


def take_role(
    services: Services,
    plan: Plan,
    center: IdentityCenter,
    prompter: Prompter,
    *,
    anew: bool,
    renew: bool,
) -> SignedIn:
    """Takes the role of a plan by GetRoleCredentials, and keeps the session."""
    raise Refused(f"{plan.target.alias} · {plan.target.role} cannot be taken yet.")
