"""The call to STS without credentials: AssumeRoleWithSAML."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from rolecall.aws.call.anonymous import AnonymousClients
from rolecall.aws.call.bounded_call import CallContext, call_aws
from rolecall.aws.call.server_clock import server_time
from rolecall.aws.responses import check_assumed, credentials_from
from rolecall.aws.session_scope import scope_parameters, scope_refusal
from rolecall.core.errors import Refused
from rolecall.core.model import Credentials, Target
from rolecall.core.safe_text import safe_text
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.core.secret import Secret

# The assertion is no longer accepted; a new login may help.
ASSERTION_OVER = {
    "ExpiredTokenException",
    "ExpiredToken",
    "InvalidIdentityToken",
    "IDPRejectedClaim",
}

_SAYS = "AWS says: "  # the start of the hint where the reason is not a known one


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

    name = f"{target.role} in {target.alias} ({target.account_id})"
    try:
        response = call_aws(clients, "sts:AssumeRoleWithSAML", send)
    except Refused as refused:
        if by_scope := scope_refusal(refused, scope, name):
            raise by_scope from None
        raise _explained(refused, name, provider_arn) from None
    check_assumed(response, target)
    return credentials_from(response, clock())


def may_be_early(refused: Refused) -> bool:
    """Whether AWS may have refused an assertion because it is not valid yet.

    The code InvalidIdentityToken has many other causes, and the message for this one is not
    documented.
    """
    return refused.code == "InvalidIdentityToken" and refused.hint.startswith(_SAYS)


def _explained(refused: Refused, name: str, provider_arn: str) -> Refused:
    """Returns the refusal with a message for whoever set up the provider."""
    # STS passes on the message of an internal service, followed by its codes in brackets.
    said = safe_text(refused.hint, 200).partition(" (Service:")[0]
    message, hint = refused.message, refused.hint
    if refused.code == "AccessDenied":
        message = f"AWS denied {name} for this assertion."
        hint = (
            "Either there is no such role, or its trust policy does not name "
            f"saml-provider/{provider_arn.rpartition('/')[2]} with SAML:aud. "
            "See: rolecall trust-policy saml --help"
        )
    elif refused.code == "InvalidIdentityToken":
        message, hint = _invalid_token(said, name, provider_arn)
    elif refused.code == "IDPRejectedClaim":
        message = "AWS says that the identity provider did not sign you in."
        hint = "Log in again, or ask your IdP's administrator."
    elif refused.code in ASSERTION_OVER:
        message = "AWS says that the assertion has expired."
        hint = "Log in again. If you just did, the IdP's clock is wrong."
    elif refused.code == "ValidationError" and "DurationSeconds" in said:
        message = f"AWS allows {name} for a shorter time only."
        hint = (
            "Ask for less with --duration or AWS_ROLE_SESSION_TIMEOUT, or have the role's "
            "maximum raised."
        )
    return Refused(message, hint, refused.code)


def _invalid_token(said: str, name: str, provider_arn: str) -> tuple[str, str]:
    """Returns message and hint for InvalidIdentityToken: IAM User Guide, "Troubleshoot SAML"."""
    provider, account_id = provider_arn.rpartition("/")[2], provider_arn.split(":")[4]
    if "provider doesn't exist" in said:
        return (
            f"The account {account_id} has no SAML provider {provider}.",
            "Add it in IAM with the IdP's metadata, or fix its ARN in the IdP's roles.",
        )
    if said.startswith("Issuer not present"):
        return (
            f"The SAML provider {provider} of {account_id} is for another IdP than this one.",
            "Compare the issuer with the metadata in IAM, and load the IdP's own there.",
        )
    if "signature" in said:
        return (
            "AWS does not accept the assertion's signature.",
            "The IdP's certificate may be new: load its metadata into the SAML provider "
            f"{provider} of {account_id}.",
        )
    return f"AWS does not accept the assertion for {name}.", _SAYS + said
