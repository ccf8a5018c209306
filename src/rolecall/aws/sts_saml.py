"""The Security Token Service without credentials: AssumeRoleWithSAML."""

from collections.abc import Callable
from datetime import datetime

from rolecall.aws.anonymous import anonymous_client
from rolecall.aws.answers import check_assumed, credentials_from
from rolecall.aws.refusals import aws_call
from rolecall.core.errors import Refused
from rolecall.core.model import Credentials, Target
from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret

# The assertion itself is no longer good, but a new login may be.
ASSERTION_OVER = {
    "ExpiredTokenException",
    "ExpiredToken",
    "InvalidIdentityToken",
    "IDPRejectedClaim",
}


def assume_role_with_saml(
    target: Target,
    *,
    provider_arn: str,
    assertion: Secret,
    duration: int,
    region: str,
    clock: Callable[[], datetime],
) -> Credentials:
    """The credentials of `target` for `duration` seconds (STS AssumeRoleWithSAML).

    Raises Refused when AWS denies the role or the assertion, Unreachable when nobody or somebody
    else answered.
    """
    client = anonymous_client("sts", region, target.partition)
    name = f"{target.role} in {target.alias} ({target.account_id})"
    try:
        with aws_call("sts:AssumeRoleWithSAML", target.idp):
            answer = client.assume_role_with_saml(
                RoleArn=target.arn,
                PrincipalArn=provider_arn,
                SAMLAssertion=assertion.reveal(),
                DurationSeconds=duration,
            )
    except Refused as refused:
        raise _explained(refused, name, provider_arn) from None
    check_assumed(answer, target)
    return credentials_from(answer, clock())


def _explained(refused: Refused, name: str, provider_arn: str) -> Refused:
    """The refusal in the terms of whoever set up the provider."""
    said = safe_text(refused.hint, 200)
    provider = provider_arn.rpartition("/")[2]
    if refused.code == "AccessDenied":
        return Refused(
            f"AWS refused {name} to the assertion.",
            f"Does the role's trust policy name saml-provider/{provider}, with SAML:aud? "
            "See: rolecall trust-policy saml --help",
            refused.code,
        )
    if refused.code == "InvalidIdentityToken":
        return Refused(
            f"AWS does not take the assertion for {name}.",
            f"Its own words: {said} The SAML provider {provider} in IAM may hold other metadata.",
            refused.code,
        )
    if refused.code == "IDPRejectedClaim":
        return Refused(
            "The identity provider's claim was rejected.", f"AWS says: {said}", refused.code
        )
    if refused.code in ASSERTION_OVER:
        return Refused("The assertion is over.", "Log in again.", refused.code)
    if refused.code == "ValidationError" and "DurationSeconds" in said:
        return Refused(
            f"AWS gives {name} for a shorter time only.",
            "Ask for less with --duration or AWS_ROLE_SESSION_TIMEOUT, or have the role's "
            "maximum raised.",
            refused.code,
        )
    return refused
