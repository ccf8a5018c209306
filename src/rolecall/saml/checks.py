"""What can be known to fail before STS is asked, each with its own explanation.

What is not sure to fail is left to AWS; nothing here says that the signature is good.
"""

import re
from datetime import datetime, timedelta

from rolecall.core.countdown import words_for
from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.saml.assertion import Assertion
from rolecall.saml.role_pairs import ROLE_ATTRIBUTE, RolePair

SKEW = timedelta(minutes=5)  # below it, a wrong clock is likelier than a slow login
_LISTED = 5  # roles that a hint names

_ENTITY = "urn:amazon:webservices"
# Per partition: the host of its sign-in page, and the entity id of its SAML metadata. The entity id
# of aws-eusc is documented nowhere; every partition takes the address as audience, too.
_SIGN_IN = {
    "aws": ("signin.aws.amazon.com", _ENTITY),
    "aws-cn": ("signin.amazonaws.cn", f"{_ENTITY}:cn-north-1"),
    "aws-us-gov": ("signin.amazonaws-us-gov.com", f"{_ENTITY}:govcloud"),
    "aws-eusc": ("signin.amazonaws-eusc.eu", _ENTITY),
}
_FOREIGN = {"aws": ":(?:cn-|govcloud)", "aws-cn": ":govcloud", "aws-us-gov": ":cn-"}


def check_assertion(assertion: Assertion, partition: str, now: datetime) -> None:
    """Raise Refused for what AWS of this partition would refuse now; `now` is aware."""
    _check_time(assertion, now)
    _check_recipient(assertion, partition)
    _check_audience(assertion, partition)
    if not assertion.roles:
        raise _no_roles(assertion)


def pair_for(assertion: Assertion, role_arn: str, provider_name: str = "") -> RolePair:
    """The pair to send for a role, preferring the provider of that name. Raises Refused."""
    pairs = [pair for pair in assertion.roles if pair.role_arn == role_arn]
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


def _check_time(assertion: Assertion, now: datetime) -> None:
    if assertion.not_before and now < assertion.not_before:
        early = assertion.not_before - now
        raise Refused(
            "The identity provider's assertion is not valid yet: "
            f"it will be in {_words(early)}, by this machine's clock.",
            "This machine's clock is behind, or the IdP's ahead: set it "
            "(timedatectl set-ntp true), then log in again.",
        )
    until = assertion.usable_until
    if until is None or now < until:
        return
    late = now - until
    why = ""
    if assertion.not_on_or_after is None or until < assertion.not_on_or_after:
        why = " AWS takes one for 5 minutes after it was issued."
    raise Refused(
        f"The identity provider's assertion expired {_words(late)} ago.{why}",
        "Log in again. If you had just done that, it is the clock: this machine's is ahead, "
        "or the IdP's behind. Set it: timedatectl set-ntp true."
        if late < SKEW
        else "Log in again. If you had just done that, look at this machine's clock.",
    )


def _words(span: timedelta) -> str:
    seconds = max(1, -int(-span.total_seconds() // 1))
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} m {rest} s" if 0 < minutes < 10 and rest else words_for(seconds)


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
    """Whether this is a sign-in address of the partition: global, of a region or of a provider."""
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
        f"The assertion lists no role: only {values} no pair of a role and a provider."
        if skipped
        else "The assertion lists no role for AWS.",
        f"AWS reads the attribute {ROLE_ATTRIBUTE}, in exactly these letters; each value is "
        "a role ARN, a comma and the ARN of its SAML provider, both of one account.",
    )


def _what_it_lists(assertion: Assertion, role_arn: str) -> str:
    account = role_arn.split(":", 5)[4] if role_arn.count(":") >= 5 else ""
    here = list(dict.fromkeys(p.role for p in assertion.roles if p.account_id == account))
    elsewhere = len({p.role_arn for p in assertion.roles if p.account_id != account})
    if not here:
        roles = "1 role" if elsewhere == 1 else f"{elsewhere} roles"
        return f"It lists none in that account, and {roles} in others. Ask who runs the IdP."
    named = ", ".join(safe_text(role, 64) for role in here[:_LISTED])
    more = f" and {len(here) - _LISTED} more" if len(here) > _LISTED else ""
    return f"In that account it lists: {named}{more}."
