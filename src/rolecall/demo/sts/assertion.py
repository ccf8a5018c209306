"""Parses a SAML response the way STS does, except that the XML signature is not verified.

Source: OASIS "Assertions and Protocols for SAML 2.0", sections 2 and 3.2.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree

from rolecall.demo.sts import saml_refusals

NAME_FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
_NAMES = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
}
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


class Assertion(NamedTuple):
    """The one assertion of a response. Times are epoch seconds, None where absent."""

    issuer: str
    issued: float
    subject: str  # the NameID
    subject_type: str  # its format, without SAML 2.0's own prefix
    recipient: str
    deadline: float  # NotOnOrAfter of the subject's confirmation
    not_before: float | None
    not_on_or_after: float | None
    audiences: tuple[str, ...]
    session_ends: float | None
    attributes: Mapping[str, tuple[str, ...]]

    def first(self, attribute: str) -> str:
        """The first value of an attribute; empty if it has none."""
        return next(iter(self.attributes.get(attribute, ())), "")


def read_assertion(encoded: str) -> Assertion:
    """Parse a base64 response; raises AwsError with the error that STS gives."""
    response = _parsed(encoded)
    if response.tag != f"{{{_NAMES['p']}}}Response" or response.get("Version") != "2.0":
        raise saml_refusals.unreadable()
    status = response.find("p:Status/p:StatusCode", _NAMES)
    if status is None or status.get("Value") != _SUCCESS:
        raise saml_refusals.sign_in_failed()
    found = response.findall("a:Assertion", _NAMES)
    if len(found) != 1:
        raise saml_refusals.unreadable()
    (assertion,) = found
    confirmation = _confirmation(assertion)
    subject = assertion.find("a:Subject/a:NameID", _NAMES)
    if subject is None or not _text(subject):
        raise saml_refusals.not_authorized()
    conditions = assertion.find("a:Conditions", _NAMES)
    statement = assertion.find("a:AuthnStatement", _NAMES)
    audiences = assertion.findall("a:Conditions/a:AudienceRestriction/a:Audience", _NAMES)
    return Assertion(
        issuer=_text(assertion.find("a:Issuer", _NAMES)),
        issued=_time(assertion, "IssueInstant") or 0.0,
        subject=_text(subject),
        subject_type=subject.get("Format", "").removeprefix(NAME_FORMATS),
        recipient=confirmation.get("Recipient", ""),
        deadline=_time(confirmation, "NotOnOrAfter") or 0.0,
        not_before=_time(conditions, "NotBefore"),
        not_on_or_after=_time(conditions, "NotOnOrAfter"),
        audiences=tuple(_text(audience) for audience in audiences),
        session_ends=_time(statement, "SessionNotOnOrAfter"),
        attributes=_attributes(assertion),
    )


def _parsed(encoded: str) -> ElementTree.Element:
    try:
        # Decoded here and not by the XML parser: in another encoding a DTD would pass unnoticed.
        text = base64.b64decode("".join(encoded.split()), validate=True).decode()
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise saml_refusals.unreadable()
        return ElementTree.fromstring(text)  # noqa: S314  # no DTD, so no entity can grow
    except (binascii.Error, ValueError, ElementTree.ParseError):
        raise saml_refusals.unreadable() from None


def _confirmation(assertion: ElementTree.Element) -> ElementTree.Element:
    """The data of the one bearer confirmation, with the two attributes that AWS requires."""
    found = [
        data
        for bearer in assertion.findall("a:Subject/a:SubjectConfirmation", _NAMES)
        if bearer.get("Method") == _BEARER
        for data in bearer.findall("a:SubjectConfirmationData", _NAMES)
    ]
    if len(found) != 1 or not (found[0].get("Recipient") and found[0].get("NotOnOrAfter")):
        raise saml_refusals.no_confirmation()
    return found[0]


def _attributes(assertion: ElementTree.Element) -> dict[str, tuple[str, ...]]:
    attributes: dict[str, tuple[str, ...]] = {}
    for attribute in assertion.findall("a:AttributeStatement/a:Attribute", _NAMES):
        name = attribute.get("Name", "")
        values = (_text(value) for value in attribute.findall("a:AttributeValue", _NAMES))
        attributes[name] = (*attributes.get(name, ()), *values)
    return attributes


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _time(element: ElementTree.Element | None, name: str) -> float | None:
    written = None if element is None else element.get(name)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise saml_refusals.unreadable() from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
