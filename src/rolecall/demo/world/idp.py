"""The demo's SAML identity provider, with one user; creates SAML 2.0 responses.

    aws.idp.password                      the user's password
    aws.idp.roles = ["ROLE,PROVIDER"]     the values of the assertion's Role attribute
    aws.idp.lifetime = 1                  validity of a response, in seconds
    aws.idp.audience = "urn:other"        likewise every other field, used without validation
    aws.idp.assertion = "PHNhbWw+"        returned in place of a new response

The responses have no XML signature, since the embedded AWS does not verify one.
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from html import escape
from math import floor

from rolecall.demo.protocol.saml_endpoints import sign_in_url
from rolecall.demo.world import keys

_ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class IdentityProvider:
    """The IdP's configuration, which tests may change. Times are seconds since issuance."""

    clock: Callable[[], float]  # epoch seconds
    name: str = "demo-idp"
    issuer: str = "https://idp.example.com/saml"
    user: str = "alice@example.com"
    password: str = field(default_factory=lambda: keys.password(), repr=False)
    roles: list[str] = field(default_factory=list)
    session_name: str = "alice"
    session_duration: int = 3600  # seconds, for the console's sign-in; 0: not sent
    lifetime: float = 300
    not_before: float = -5  # tolerates slow clocks
    session_lifetime: float | None = None  # SessionNotOnOrAfter
    recipient: str = sign_in_url("aws")
    audience: str = "urn:amazon:webservices"
    status: str = "Success"
    assertion: str | None = None

    def accepts(self, user: str, password: str) -> bool:
        return secrets.compare_digest(user.encode(), self.user.encode()) and secrets.compare_digest(
            password.encode(), self.password.encode()
        )

    def respond(self) -> str:
        """A new response in base64, or `assertion` if that is set."""
        if self.assertion is not None:
            return self.assertion
        return base64.b64encode(self.response().encode()).decode()

    def response(self) -> str:
        """The response's XML: OASIS "Profiles for SAML 2.0", section 4.1.4.2."""
        issued, ends = self._moment(0), self._moment(self.lifetime)
        issuer = f"<saml:Issuer>{escape(self.issuer)}</saml:Issuer>"
        session_ends = (
            ""
            if self.session_lifetime is None
            else f' SessionNotOnOrAfter="{self._moment(self.session_lifetime)}"'
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" '
            f'ID="{_id()}" IssueInstant="{issued}" Destination="{escape(self.recipient)}">'
            f"{issuer}<samlp:Status><samlp:StatusCode "
            f'Value="urn:oasis:names:tc:SAML:2.0:status:{escape(self.status)}"/></samlp:Status>'
            f'<saml:Assertion ID="{_id()}" IssueInstant="{issued}" Version="2.0">{issuer}'
            "<saml:Subject>"
            '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
            f"{escape(self.user)}</saml:NameID>"
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f'<saml:SubjectConfirmationData NotOnOrAfter="{ends}" '
            f'Recipient="{escape(self.recipient)}"/>'
            "</saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{self._moment(self.not_before)}" NotOnOrAfter="{ends}">'
            f"<saml:AudienceRestriction><saml:Audience>{escape(self.audience)}</saml:Audience>"
            "</saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{issued}"{session_ends}><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>"
            "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            f"<saml:AttributeStatement>{self._attributes()}</saml:AttributeStatement>"
            "</saml:Assertion></samlp:Response>"
        )

    def _attributes(self) -> str:
        values = {
            "Role": self.roles,
            "RoleSessionName": [self.session_name] if self.session_name else [],
            "SessionDuration": [str(self.session_duration)] if self.session_duration else [],
        }
        return "".join(
            f'<saml:Attribute Name="{_ATTRIBUTES}{name}">'
            + "".join(f"<saml:AttributeValue>{escape(v)}</saml:AttributeValue>" for v in several)
            + "</saml:Attribute>"
            for name, several in values.items()
            if several
        )

    def _moment(self, seconds: float) -> str:
        # fromtimestamp rounds to microseconds, which in one of 2,000 cases is a millisecond up: an
        # assertion that begins after the clock of its own IdP.
        milliseconds = floor(Fraction(self.clock()) * 1000)
        moment = _EPOCH + timedelta(seconds=seconds, milliseconds=milliseconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _id() -> str:
    """A new xs:ID, which must not start with a digit."""
    return "_" + keys.marked(secrets.token_hex(16))
