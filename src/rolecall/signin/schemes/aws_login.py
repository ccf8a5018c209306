"""The scheme `aws-login`: the keys of who signs in with `aws login`, for any tool.

What is imported for a held session; the sign-in itself is in `rolecall.signin.aws_login`.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from rolecall.core.errors import UsageError
from rolecall.core.login import LoginKind
from rolecall.core.model import AWS_LOGIN, Target
from rolecall.sessions.aws_tools.login_shelf import login_identity
from rolecall.signin.plan import Files, Options, Plan
from rolecall.signin.schemes.provider import ProviderScheme
from rolecall.signin.scope.wanted import ScopeOptions
from rolecall.signin.services import Services, SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

KEYS_LAST = 900  # seconds: AWS gives no more at a time
LOGIN_SESSION = LoginKind(
    name=AWS_LOGIN,
    reserve=timedelta(seconds=60),
    title="aws login session",
    subject="An `aws login` session",
    prefix="aws login session of",
    label="sign-in",
    question="sign-in",
    anew="a new sign-in",
    stays="The `aws login` session of {} stays: its next keys take no sign-in.",
    name_field="profile",
    starts_anew=True,
)


class AwsLoginScheme(ProviderScheme):
    """A Scheme: a sign-in with the browser, then keys for 15 minutes at a time."""

    kind = LOGIN_SESSION
    call = "signin:CreateOAuth2Token"
    provider = "`aws login` profile"
    login_by = "your browser"
    decides_duration = "AWS gives 15 minutes at a time"
    result = "token"

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        plan = super().plan(target, files, options.replaced(duration=""), target.idp)
        named = files.profiles.get(target.idp)
        return plan.replaced(
            base=login_identity(target.idp, named.login_session if named else ""),
            duration=KEYS_LAST,
            duration_wanted=KEYS_LAST,
        )

    def refuse_scope(self, target: Target, said: ScopeOptions) -> None:
        if said:
            raise UsageError(
                f"{target.alias} signs in with `aws login`, which gives all that you may do.",
                "Leave out --policy, --read-only, --tag and --source-identity, or assume a role "
                f"with less: --base-profile {target.idp}",
            )

    def checked(self, target: Target, files: Files) -> Target:
        named = files.profiles.get(target.idp)
        if named is not None and named.login_session == target.holder:
            return target
        return target._replace(
            why_not=f"profile {target.idp} of the AWS config file no longer signs in as its user"
        )

    def take(
        self, services: Services, plan: Plan, prompter: "Prompter", *, anew: bool, renew: bool
    ) -> SignedIn:
        # deferred: boto3 costs 0.4 s
        from rolecall.signin.aws_login.session import take_keys

        signed_in = take_keys(services, plan, prompter, renew=renew)
        return signed_in.replaced(login=self.login(services, plan))
