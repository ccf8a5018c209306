"""The scheme `identity-center`: roles by a session of an IAM Identity Center.

What is imported for a held session; the sign-in itself is in `rolecall.signin.identity_center`.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from rolecall.catalog.identity_center.centers import identity_centers
from rolecall.core.errors import UsageError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.login import LoginKind
from rolecall.core.model import IDENTITY_CENTER, Target
from rolecall.sessions.aws_tools.sso_sessions import base_of
from rolecall.signin.plan import ROLE_DURATION, Files, Options, Plan
from rolecall.signin.schemes.provider import ProviderScheme
from rolecall.signin.scope.wanted import ScopeOptions
from rolecall.signin.services import Services, SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

CENTER_SESSION = LoginKind(
    name=IDENTITY_CENTER,
    reserve=timedelta(seconds=60),
    title="Identity Center session",
    subject="An Identity Center session",
    prefix="Identity Center session at",
    label="sign-in",
    question="sign-in",
    anew="a new sign-in",
    stays="The Identity Center session at {} stays: the next role asks nothing.",
    name_field="identity_center",
    starts_anew=True,
)


class IdentityCenterScheme(ProviderScheme):
    """A Scheme: a sign-in with the browser, then GetRoleCredentials of the access portal."""

    kind = CENTER_SESSION
    call = "sso:GetRoleCredentials"
    provider = "Identity Center"
    login_by = "your browser"
    decides_duration = "its permission set decides"
    result = "token"
    always_asks = False  # the prompter itself refuses, and says how to sign in by hand

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        center = center_of(files, target.idp)
        if target.hop is not None:  # AssumeRole takes it, with the session of the role before
            plan = super().plan(target, files, options, profile)
            return plan.replaced(base=base_of(center), region=plan.region or center.region)
        plan = super().plan(target, files, options.replaced(duration=""), profile)
        return plan.replaced(
            base=base_of(center),
            duration=ROLE_DURATION,
            duration_wanted=ROLE_DURATION,
            region=plan.region or center.region,
        )

    def refuse_scope(self, target: Target, said: ScopeOptions) -> None:
        if said:
            raise UsageError(
                f"{target.alias} signs in through the Identity Center {target.idp}, "
                "whose permission sets alone decide what a session may do.",
                "Leave out --policy, --read-only, --tag and --source-identity, or take a role with "
                "less: another permission set.",
            )

    def checked(self, target: Target, files: Files) -> Target:
        why_not = identity_centers(files.settings, files.profiles).why_not(target.idp)
        return target._replace(why_not=why_not)

    def take(
        self, services: Services, plan: Plan, prompter: "Prompter", *, anew: bool, renew: bool
    ) -> SignedIn:
        # deferred: boto3 costs 0.4 s
        from rolecall.signin.identity_center.role import take_role

        center = center_of(services.files, plan.target.idp)
        return take_role(services, plan, center, prompter, anew=anew, renew=renew)


def center_of(files: Files, name: str) -> IdentityCenter:
    """Returns the Identity Center of this name; one without a start URL if no file has it."""
    found = identity_centers(files.settings, files.profiles).by_name.get(name)
    return found or IdentityCenter(name, "", "")
