"""The scheme `saml`: roles by an assertion, which a login at an identity provider gives.

What is imported for a held session; the sign-in itself is in `saml_role` and `saml_login`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.catalog.identity_providers import identity_providers
from rolecall.core.errors import UsageError
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import Target
from rolecall.core.role_request import RoleRequest
from rolecall.core.safe_text import safe_text
from rolecall.core.settings.settings import IdentityProvider
from rolecall.signin.plan import Files, Options, Plan, duration_of, is_of_shell, region_of
from rolecall.signin.schemes.saml_user import SAML_LOGIN, by_user, user_of_file
from rolecall.signin.services import Services, SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter


class Saml:
    """A Scheme: a login at the IdP, then AssumeRoleWithSAML."""

    kind = SAML_LOGIN
    by_base_profile = False
    chains = False
    always_asks = False

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        """The base profile has a part in it only by its region."""
        for option, value in (
            ("--mfa-code", options.mfa_code),
            ("--mfa-device", options.mfa_device),
        ):
            if value:
                raise UsageError(
                    f"{target.alias} is reached by its identity provider {target.idp}, "
                    f"which takes no {option}.",
                    f"Leave {option} out.",
                )
        providers = identity_providers(files.settings, files.env)
        plan = Plan(
            target=target,
            base=BaseIdentity(target.identity(""), ""),
            region=(region := region_of(target, files, options, profile)),
            duration=duration_of(target, files, options),
            session_name="",  # the assertion says it
            user_name="",
            mfa_serial="",
            device="",
            provider=providers.by_name.get(target.idp, IdentityProvider()),
            region_named=bool(options.region),
            region_of_shell=is_of_shell(region, files.env),
            through=target.idp,
        )
        stored = user_of_file(files, target.idp)
        return by_user(plan, stored or files.state.saml_users.get(target.idp, ""))

    def checked(self, target: Target, files: Files) -> Target:
        providers = identity_providers(files.settings, files.env)
        return target._replace(why_not=providers.why_not(target.idp))

    def current(self, plan: Plan, files: Files) -> Plan:
        if plan.user_chosen or user_of_file(files, plan.target.idp):
            return plan
        return by_user(plan, files.state.saml_users.get(plan.target.idp, ""))

    def as_user(self, plan: Plan, user: str) -> Plan:
        return by_user(plan, user)._replace(user_chosen=True)

    def user_of(self, request: RoleRequest) -> str:
        return request.identity_key.rpartition(" ")[0]

    def inherited(self, env: Mapping[str, str], identity: str, now: datetime) -> Login | None:
        return None

    def wants_login(self, plan: Plan) -> bool:
        return True

    def login(self, services: Services, plan: Plan) -> Login | None:
        return services.login(SAML_LOGIN, plan.base)

    def needs_login(self, services: Services, plan: Plan) -> bool:
        return self.login(services, plan) is None

    def prepare(self, services: Services, plan: Plan, prompter: "Prompter") -> None:
        pass

    def take(
        self, services: Services, plan: Plan, prompter: "Prompter", *, anew: bool, renew: bool
    ) -> SignedIn:
        # deferred: boto3 costs 0.4 s, and XML and HTTP more
        from rolecall.signin.schemes.saml_role import take_role

        return take_role(services, plan, prompter)

    def promise(self, target: Target, left: str) -> tuple[str, str]:
        idp = safe_text(target.idp, 40)
        if left:
            return "no login", f"the one at {idp} lasts {left}."
        return "", f"after a login at {idp}."

    def expected_user(self, plan: Plan) -> str:
        return plan.user_name
