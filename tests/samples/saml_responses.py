"""A plain SAML response for AWS, with parameters for odd content.

    encoded = assertion_for(roles=[(role_arn, provider_arn)], now=now, lifetime=300)

is what most tests need; idp_shapes.py has the responses of known IdPs.
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

AWS_SIGN_IN = "https://signin.aws.amazon.com/saml"
AWS_AUDIENCE = "urn:amazon:webservices"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

Roles = Sequence[tuple[str, str]]


class Claims(NamedTuple):
    """The content of a response, however an IdP expresses it."""

    roles: Roles
    now: datetime
    lifetime: int = 300  # seconds
    audience: str = AWS_AUDIENCE
    recipient: str = AWS_SIGN_IN
    session_name: str = "alice@example.com"


def encode(xml: str | bytes) -> str:
    """Base64 in one line."""
    return base64.b64encode(xml.encode() if isinstance(xml, str) else xml).decode()


def moment(when: datetime, digits: int = 3) -> str:
    """An xs:dateTime in UTC, with this many digits of fractional seconds."""
    text = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f"{when.microsecond:06}".ljust(digits, "0")[:digits]
    return f"{text}.{fraction}Z" if digits else f"{text}Z"


def response_xml(
    claims: Claims,
    *,
    values: Sequence[str] | None = None,
    status: str = f'<samlp:StatusCode Value="{SUCCESS}"/>',
    inside: str = "",
    beside: str = "",
    attributes: str = "",
    destination: str | None = None,
    start: datetime | None = None,
) -> str:
    """A plain response with prefixes samlp and saml, with parameters for odd content.

    `values` are those of the Role attribute, by default the pairs of `claims`. The others are XML
    to insert: `inside` at the end of the Assertion, `beside` after it, `attributes` after the
    other attributes.
    """
    end = moment(claims.now + timedelta(seconds=claims.lifetime))
    begin = moment(start or claims.now)
    listed = values if values is not None else [f"{r},{p}" for r, p in claims.roles]
    roles = "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in listed)
    meant = claims.recipient if destination is None else destination
    return (
        f'<samlp:Response xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="_r" Version="2.0" '
        f"IssueInstant={quoteattr(moment(claims.now))} Destination={quoteattr(meant)}>"
        "<saml:Issuer>https://idp.example.com</saml:Issuer>"
        f"<samlp:Status>{status}</samlp:Status>"
        f'<saml:Assertion ID="_a" Version="2.0" IssueInstant="{moment(claims.now)}">'
        "<saml:Issuer>https://idp.example.com</saml:Issuer>"
        f"<saml:Subject><saml:NameID>alice</saml:NameID>"
        f'<saml:SubjectConfirmation Method="{BEARER}"><saml:SubjectConfirmationData '
        f'NotOnOrAfter="{end}" Recipient={quoteattr(claims.recipient)}/>'
        "</saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{begin}" NotOnOrAfter="{end}"><saml:AudienceRestriction>'
        f"<saml:Audience>{escape(claims.audience)}</saml:Audience>"
        "</saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AttributeStatement><saml:Attribute Name="{ATTRIBUTES}RoleSessionName">'
        f"<saml:AttributeValue>{escape(claims.session_name)}</saml:AttributeValue></saml:Attribute>"
        f'<saml:Attribute Name="{ATTRIBUTES}Role">{roles}</saml:Attribute>{attributes}'
        f"</saml:AttributeStatement>{inside}</saml:Assertion>{beside}</samlp:Response>"
    )


def assertion_for(
    roles: Roles,
    now: datetime,
    lifetime: int = 300,
    audience: str = AWS_AUDIENCE,
    recipient: str = AWS_SIGN_IN,
    session_name: str = "alice@example.com",
) -> str:
    """The base64 of a valid response that lists these (role ARN, provider ARN) pairs."""
    return encode(response_xml(Claims(roles, now, lifetime, audience, recipient, session_name)))
