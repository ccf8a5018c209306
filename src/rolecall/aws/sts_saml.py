"""The call to STS without credentials: AssumeRoleWithSAML."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from rolecall.aws.call.anonymous import AnonymousClients
from rolecall.aws.call.bounded_call import CallContext, call_aws
from rolecall.aws.call.server_clock import server_time
from rolecall.aws.refusals.saml_calls import INVALID, REJECTED, UNEXPLAINED
from rolecall.aws.refusals.signed_calls import EXPIRED
from rolecall.aws.responses import check_assumed, credentials_from
from rolecall.aws.session_scope import scope_parameters
from rolecall.aws.sts import about_role
from rolecall.core.errors import Refused
from rolecall.core.model import Credentials, Target
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.core.secret import Secret

# The assertion is no longer accepted; a new login may help.
ASSERTION_OVER = {*EXPIRED.split(), *INVALID.split(), *REJECTED.split()}


def assume_role_with_saml(
    target: Target,
    *,
    provider_arn: str,
    assertion: Secret,
    duration: int,
    region: str,
    clock: Callable[[], datetime],
    scope: Scope = NO_SCOPE,
    call: CallContext | None = None,
    on_date: Callable[[datetime], None] = lambda moment: None,
) -> Credentials:
    """Returns the credentials of `target` for `duration` seconds (STS AssumeRoleWithSAML).

    `scope` may hold neither tags nor a source identity: the assertion says those.

    `on_date` is called with AWS's time from the Date header of any response. Raises Refused where
    AWS denies the role or the assertion, Unreachable where there is no response from AWS.
    """
    clients = AnonymousClients(target.idp, region, target.partition, call)

    def read_date(parsed: Mapping[str, Any], **more: object) -> None:
        if moment := server_time(parsed):
            on_date(moment)

    def send(sts: Any) -> Any:
        sts.meta.events.register("after-call.sts.AssumeRoleWithSAML", read_date)
        return sts.assume_role_with_saml(
            RoleArn=target.arn,
            PrincipalArn=provider_arn,
            SAMLAssertion=assertion.reveal(),
            DurationSeconds=duration,
            **scope_parameters(scope, target.partition),
        )

    about = about_role(target, duration) | {
        "provider": provider_arn.rpartition("/")[2],
        "provider_account": provider_arn.split(":")[4],
    }
    response = call_aws(clients, "sts:AssumeRoleWithSAML", send, about=about)
    check_assumed(response, target)
    return credentials_from(response, clock())


def may_be_early(refused: Refused) -> bool:
    """Whether AWS may have refused an assertion because it is not valid yet.

    The code InvalidIdentityToken has many other causes, and the message for this one is not
    documented.
    """
    return refused.code in INVALID.split() and refused.advice.startswith(UNEXPLAINED)
