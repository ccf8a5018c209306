"""Checks an assertion for faults that STS would refuse, with a message for each.

What may not fail is left to AWS, such as the times, which AWS compares with its own clock. The
signature is not verified.
"""

import re

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.saml.assertion import Assertion
from rolecall.saml.role_pairs import ROLE_ATTRIBUTE, RolePair

_LISTED = 5  # roles in a hint

_ENTITY = "urn:amazon:webservices"
# Per partition: the host of its sign-in page, and the entity id in its SAML metadata. That of
# aws-eusc is not documented; every partition also accepts the sign-in URL as audience.
_SIGN_IN = {
    "aws": ("signin.aws.amazon.com", _ENTITY),
    "aws-cn": ("signin.amazonaws.cn", f"{_ENTITY}:cn-north-1"),
    "aws-us-gov": ("signin.amazonaws-us-gov.com", f"{_ENTITY}:govcloud"),
    "aws-eusc": ("signin.amazonaws-eusc.eu", _ENTITY),
}
_FOREIGN = {"aws": ":(?:cn-|govcloud)", "aws-cn": ":govcloud", "aws-us-gov": ":cn-"}


def check_assertion(assertion: Assertion, partition: str) -> None:
    """Raises Refused for an assertion that AWS in this partition would refuse at any time."""
    _check_recipient(assertion, partition)
    _check_audience(assertion, partition)
    if not assertion.roles:
        raise _no_roles(assertion)


def pair_for(assertion: Assertion, role_arn: str, provider_name: str = "") -> RolePair:
    """Returns the pair to send for a role, with the provider of that name if there are several.

    An ARN without a path also matches the only role of the account with this name and any path.
    Raises Refused where the assertion does not list the role.
    """
    pairs = [pair for pair in assertion.roles if pair.role_arn == role_arn]
    pairs = pairs or _by_bare_name(assertion, role_arn)
    for pair in pairs:
        if pair.provider_name == provider_name:
            return pair
    if pairs:
        return pairs[0]
    if not assertion.roles:
        raise _no_roles(assertion)
    raise Refused(
        f"The identity provider's assertion does not list {safe_text(role_arn)}.",
        _what_it_lists(assertion, role_arn),
    )


def _by_bare_name(assertion: Assertion, role_arn: str) -> list[RolePair]:
    account, _, name = role_arn.partition(":role/")
    if "/" in name:
        return []
    found = [
        pair
        for pair in assertion.roles
        if pair.role_arn.partition(":role/")[0] == account and pair.role.rpartition("/")[2] == name
    ]
    roles = list(dict.fromkeys(pair.role for pair in found))
    if len(roles) > 1:
        raise Refused(
            f"The identity provider's assertion lists several roles {safe_text(name, 64)}.",
            f"Name one with its path: {_named(roles)}.",
        )
    return found


def _check_recipient(assertion: Assertion, partition: str) -> None:
    if partition not in _SIGN_IN:
        return
    for name, values in (
        ("Recipient", assertion.recipients),
        ("Destination", (assertion.destination,) if assertion.destination else ()),
    ):
        if values and not any(_is_endpoint(value, partition) for value in values):
            raise Refused(
                f"The assertion is meant for {_shown(values)} ({name}), not for AWS.",
                f"At the IdP, set {name} (also called ACS or reply URL) to "
                f"https://{_SIGN_IN[partition][0]}/saml.",
            )


def _check_audience(assertion: Assertion, partition: str) -> None:
    if partition not in _SIGN_IN or not assertion.audiences:
        return
    host, entity = _SIGN_IN[partition]
    foreign = _FOREIGN.get(partition)
    for audience in assertion.audiences:
        if _is_endpoint(audience, partition):
            return
        suffix = audience.removeprefix(_ENTITY)
        if (
            suffix != audience
            and suffix[:1] in ("", ":")
            and not (foreign and re.match(foreign, suffix))
        ):
            return
    raise Refused(
        f"The assertion is for the audience {_shown(assertion.audiences)}, "
        f"which is not AWS (partition {partition}).",
        f"At the IdP, set the audience (entity id) to {entity} or https://{host}/saml.",
    )


def _is_endpoint(address: str, partition: str) -> bool:
    """Whether this is a SAML endpoint of the partition: global, regional or of a provider."""
    host = re.escape(_SIGN_IN[partition][0]).replace("signin", "signin(?:-fips)?", 1)
    pattern = rf"https://(?:[a-z0-9-]+\.)?{host}(?::443)?/saml(?:/acs/[A-Za-z0-9_-]+)?/?"
    return re.fullmatch(pattern, address, re.IGNORECASE) is not None


def _shown(values: tuple[str, ...]) -> str:
    more = f" and {len(values) - 1} more" if len(values) > 1 else ""
    return f"{safe_text(values[0], 120) or 'nobody'}{more}"


def _no_roles(assertion: Assertion) -> Refused:
    skipped = assertion.skipped
    values = "1 value that is" if skipped == 1 else f"{skipped} values that are"
    return Refused(
        f"The assertion lists no role: only {values} not a pair of role and provider."
        if skipped
        else "The assertion lists no role for AWS.",
        f"AWS reads the attribute {ROLE_ATTRIBUTE}, spelled exactly so; each value is "
        "a role ARN, a comma and the ARN of its SAML provider, both of one account.",
    )


def _what_it_lists(assertion: Assertion, role_arn: str) -> str:
    account = role_arn.split(":", 5)[4] if role_arn.count(":") >= 5 else ""
    here = list(dict.fromkeys(p.role for p in assertion.roles if p.account_id == account))
    elsewhere = len({p.role_arn for p in assertion.roles if p.account_id != account})
    if not here:
        roles = "1 role" if elsewhere == 1 else f"{elsewhere} roles"
        return (
            f"It lists none in that account, and {roles} in others. Ask your IdP's administrator."
        )
    return f"In that account it lists: {_named(here)}."


def _named(roles: list[str]) -> str:
    named = ", ".join(safe_text(role, 64) for role in roles[:_LISTED])
    more = f" and {len(roles) - _LISTED} more" if len(roles) > _LISTED else ""
    return f"{named}{more}"
