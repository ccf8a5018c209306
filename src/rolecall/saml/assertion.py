"""Reads an assertion: the roles it lists, and until when AWS accepts it."""

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
# STS, regardless of the assertion: "Token must be redeemed within 5 minutes of issuance".
REDEEMABLE = timedelta(minutes=5)


class Assertion(NamedTuple):
    """The claims of a SAML response. Its signature is not verified here: AWS does that.

    Texts are safe to show; times are aware UTC datetimes.
    """

    encoded: Secret  # SAMLAssertion of AssumeRoleWithSAML: one line of standard base64
    roles: tuple[RolePair, ...]  # distinct, in order
    skipped: int  # the number of role attribute values that are no pair
    not_before: datetime | None  # the latest of Conditions and SubjectConfirmationData
    not_on_or_after: datetime | None  # the earliest of Conditions and SubjectConfirmationData
    audiences: tuple[str, ...]
    recipients: tuple[str, ...]
    destination: str
    session_name: str  # empty: none
    session_duration: int  # seconds; 0: none, or not a number
    issued: datetime | None = None  # IssueInstant

    @property
    def usable_until(self) -> datetime | None:
        """Until when AWS accepts it: its own end, or five minutes after it was issued."""
        ends = [self.not_on_or_after] if self.not_on_or_after else []
        if self.issued and self.issued < datetime.max.replace(tzinfo=UTC) - REDEEMABLE:
            ends.append(self.issued + REDEEMABLE)
        return min(ends, default=None)


def read_assertion(encoded: Secret) -> Assertion:
    """Reads an IdP's base64 SAML response. Raises Refused, with a message for each fault."""
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
