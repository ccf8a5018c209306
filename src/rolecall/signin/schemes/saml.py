"""The scheme `saml`: roles by an assertion, which a login at an identity provider gives.

What is imported for a held session; the sign-in itself is in `saml_role` and `saml_login`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rolecall.catalog.identity_providers import identity_providers
from rolecall.core.model import Target
from rolecall.core.role_request import RoleRequest
from rolecall.core.settings.settings import IdentityProvider
from rolecall.signin.plan import Files, Options, Plan
from rolecall.signin.schemes.provider import ProviderScheme
from rolecall.signin.schemes.saml_user import SAML_LOGIN, by_user, current_plan, login_of_file
from rolecall.signin.services import Services, SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter


class Saml(ProviderScheme):
    """A Scheme: a login at the IdP, then AssumeRoleWithSAML."""

    kind = SAML_LOGIN
    call = "sts:AssumeRoleWithSAML"
    provider = "SAML provider"
    result = "assertion"
    always_asks = False

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        provider = identity_providers(files.settings, files.env).by_name.get(target.idp)
        plan = super().plan(target, files, options, profile)
        plan = plan.replaced(provider=provider or IdentityProvider())
        stored = login_of_file(files, target.idp)
        user = stored.user_name or files.state.saml_users.get(target.idp, "")
        return by_user(plan, user).replaced(login_stored=bool(user and stored.password))

    def checked(self, target: Target, files: Files) -> Target:
        providers = identity_providers(files.settings, files.env)
        return target._replace(why_not=providers.why_not(target.idp))

    def current(self, plan: Plan, files: Callable[[], Files]) -> Plan:
        return current_plan(plan, files())

    def as_user(self, plan: Plan, user: str) -> Plan:
        return by_user(plan, user).replaced(user_chosen=True)

    def user_of(self, request: RoleRequest) -> str:
        return request.identity_key.rpartition(" ")[0]

    def take(
        self, services: Services, plan: Plan, prompter: "Prompter", *, anew: bool, renew: bool
    ) -> SignedIn:
        # deferred: boto3 costs 0.4 s, and XML and HTTP more
        from rolecall.signin.schemes.saml_role import take_role

        return take_role(services, plan, prompter)
