"""An assertion taken apart: what it lets one become, and for how long AWS takes it."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret
from rolecall.saml.assertion_base64 import decode
from rolecall.saml.assertion_xml import Response, parse_response
from rolecall.saml.role_pairs import ROLE_ATTRIBUTE, RolePair, parse_pair

SESSION_NAME_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"
SESSION_DURATION_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/SessionDuration"
# STS, whatever the assertion says: "Token must be redeemed within 5 minutes of issuance".
REDEEMABLE = timedelta(minutes=5)


class Assertion(NamedTuple):
    """What a SAML response claims. Nothing here says that its signature is good: AWS checks it.

    Texts are safe to show. Moments are aware UTC datetimes.
    """

    encoded: Secret  # one line of standard base64, as AssumeRoleWithSAML takes SAMLAssertion
    roles: tuple[RolePair, ...]  # distinct, in order
    skipped: int  # values of the role attribute that are no pair
    not_before: datetime | None  # the latest of all that apply
    not_on_or_after: datetime | None  # the earliest of Conditions and SubjectConfirmationData
    audiences: tuple[str, ...]
    recipients: tuple[str, ...]
    destination: str
    session_name: str  # empty: none
    session_duration: int  # seconds; 0: none, or not a number
    issued: datetime | None = None  # IssueInstant

    @property
    def usable_until(self) -> datetime | None:
        """When AWS stops taking it: at its own end, or five minutes after it was issued."""
        ends = [self.not_on_or_after] if self.not_on_or_after else []
        if self.issued and self.issued < datetime.max.replace(tzinfo=UTC) - REDEEMABLE:
            ends.append(self.issued + REDEEMABLE)
        return min(ends, default=None)


def read_assertion(encoded: Secret) -> Assertion:
    """Take an IdP's base64 SAML response apart. Raises Refused, each fault with its own line."""
    standard, xml = decode(encoded)
    response = parse_response(xml)
    values = response.attributes.get(ROLE_ATTRIBUTE, ())
    pairs = [pair for pair in map(parse_pair, values) if pair]
    if not pairs and response.encrypted_attributes:
        raise Refused(
            "The assertion's attributes are encrypted: Rolecall cannot read its roles.",
            "Switch off attribute encryption for this application at the IdP.",
        )
    return Assertion(
        encoded=standard,
        roles=tuple(dict.fromkeys(pairs)),
        skipped=len(values) - len(pairs),
        not_before=response.not_before,
        not_on_or_after=response.not_on_or_after,
        audiences=tuple(map(safe_text, response.audiences)),
        recipients=tuple(map(safe_text, response.recipients)),
        destination=safe_text(response.destination),
        session_name=safe_text(_first(response, SESSION_NAME_ATTRIBUTE)),
        session_duration=_seconds(_first(response, SESSION_DURATION_ATTRIBUTE)),
        issued=response.issued,
    )


def _first(response: Response, name: str) -> str:
    values = response.attributes.get(name, ())
    return values[0] if values else ""


def _seconds(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
