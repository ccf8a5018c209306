"""AssumeRoleWithSAML, the action of STS that is authenticated by an IdP's assertion.

It makes every check that AWS makes, except that the assertion's XML signature is not verified.
"""

import base64
import hashlib
import re
from dataclasses import replace

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.constraints import Constraints
from rolecall.demo.protocol.query import Result
from rolecall.demo.protocol.saml_endpoints import is_audience, is_sign_in_url
from rolecall.demo.sts import saml_refusals
from rolecall.demo.sts.assertion import Assertion, read_assertion
from rolecall.demo.sts.scope_parameters import check_scope, read_scope
from rolecall.demo.sts.sts import ROLE_ARN, assumed_role, credentials
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.world import Role, SamlProvider, World

ROLE = "https://aws.amazon.com/SAML/Attributes/Role"
SESSION_NAME = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"
REDEEMABLE = 300  # seconds from issuance, whatever NotOnOrAfter says
_PROVIDER_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/[\w.-]+")


def assume_role_with_saml(world: World, call: ApiCall) -> Result:
    """AssumeRoleWithSAML: checks provider, issuer, audience, times, role pair, trust and duration.

    The session ends at SessionNotOnOrAfter if that is sooner. The attribute SessionDuration does
    not count here: it is for the console's sign-in alone.
    """
    given = Constraints(call.parameters)
    arn = given.text("RoleArn", shortest=20, longest=2048, required=True) or ""
    principal = given.text("PrincipalArn", shortest=20, longest=2048, required=True) or ""
    encoded = (
        given.text("SAMLAssertion", shortest=4, longest=100_000, required=True, secret=True) or ""
    )
    limits = {name: text for name, text in call.parameters.items() if name.startswith("Policy")}
    scope = read_scope(given, limits)  # it takes policies, and neither tags nor a source identity
    seconds = given.number("DurationSeconds", least=900, most=43_200, default=3600)
    given.check()
    for name, pattern in ((arn, ROLE_ARN), (principal, _PROVIDER_ARN)):
        if not pattern.fullmatch(name):
            raise refusals.validation(f"{name} is invalid")
    packed = check_scope(scope, limits, principal.split(":")[1])
    provider = world.saml_providers.get(principal)
    if provider is None:
        raise saml_refusals.no_such_provider()
    now = world.clock()
    assertion = read_assertion(encoded)
    _check_origin(assertion, provider)
    _check_times(assertion, now)
    if not any(_is_pair(value, arn, principal) for value in assertion.attributes.get(ROLE, ())):
        raise saml_refusals.role_not_listed()
    session_name = _session_name(assertion)
    role = world.roles.get(arn)
    if role is None or not _trusts(role, provider):
        raise saml_refusals.not_authorized()
    if seconds > role.max_session:
        raise refusals.role_session_too_long()
    if assertion.session_ends is not None:
        seconds = min(seconds, int(assertion.session_ends - now))
    assumed = replace(assumed_role(role, session_name), scope=scope)
    return {
        "AssumedRoleUser": {"AssumedRoleId": assumed.unique_id, "Arn": assumed.arn},
        "Credentials": credentials(world.issue(assumed, seconds)),
        "Audience": assertion.recipient,
        "Issuer": assertion.issuer,
        "NameQualifier": _name_qualifier(provider),
        "Subject": assertion.subject,
        "SubjectType": assertion.subject_type,
        **({"PackedPolicySize": packed} if packed else {}),
    }


ACTIONS: dict[str, Action] = {"AssumeRoleWithSAML": assume_role_with_saml}


def _check_origin(assertion: Assertion, provider: SamlProvider) -> None:
    """Raise AwsError unless the provider issued the assertion, for AWS."""
    if assertion.issuer != provider.issuer:
        raise saml_refusals.wrong_issuer()
    partition = provider.partition
    if not (
        is_sign_in_url(assertion.recipient, partition)
        and any(is_audience(audience, partition) for audience in assertion.audiences)
    ):
        raise saml_refusals.wrong_audience()


def _check_times(assertion: Assertion, now: float) -> None:
    if assertion.not_before is not None and now < assertion.not_before:
        raise saml_refusals.not_yet_valid()
    ends = (assertion.deadline, assertion.not_on_or_after, assertion.session_ends)
    earliest = min(assertion.issued + REDEEMABLE, *(end for end in ends if end is not None))
    if now >= earliest:
        raise saml_refusals.too_late()


def _is_pair(value: str, role_arn: str, provider_arn: str) -> bool:
    """Whether an attribute's value is this pair of ARNs, in either order."""
    return {part.strip() for part in value.split(",")} == {role_arn, provider_arn}


def _session_name(assertion: Assertion) -> str:
    name = assertion.first(SESSION_NAME)
    if not name:
        raise saml_refusals.no_session_name()
    if not re.fullmatch(r"[\w+=,.@-]{2,64}", name, re.ASCII):
        raise saml_refusals.bad_session_name()
    return name


def _trusts(role: Role, provider: SamlProvider) -> bool:
    """Whether the role trusts the provider, and both are in the same account."""
    return provider.arn in role.trusts and provider.account_id == role.account_id


def _name_qualifier(provider: SamlProvider) -> str:
    """The response's NameQualifier, as the API reference of AssumeRoleWithSAML defines it."""
    text = f"{provider.issuer}{provider.account_id}/{provider.name}"
    return base64.b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()
