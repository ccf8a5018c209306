"""Parses the XML of a SAML response, which is untrusted.

defusedxml parses it with DTDs forbidden, so that no entity is expanded and no file or URL opened.
Names are compared by namespace, not by prefix. The signature is not verified: only AWS has the
provider's certificate.
"""

from datetime import UTC, datetime
from re import fullmatch
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_PROTOCOL = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

_WRONG_ANSWER = (
    "Ask your IdP's administrator: AWS requires a SAML 2.0 Response with one Assertion in it."
)


class Response(NamedTuple):
    """The values of a SAML 2.0 Response with one Assertion; texts are unescaped."""

    destination: str
    issued: datetime | None
    not_before: datetime | None
    not_on_or_after: datetime | None
    audiences: tuple[str, ...]
    recipients: tuple[str, ...]
    attributes: dict[str, tuple[str, ...]]
    encrypted_attributes: int


def parse_response(xml: bytes) -> Response:
    """Parses a Response (SAML core 3.3.3) and its only Assertion. Raises Refused."""
    root = _root(xml)
    _is_response(root)
    _is_success(root)
    assertion = _only_assertion(root)
    conditions = assertion.findall(f"{_SAML}Conditions")
    bearers = [
        data
        for confirmation in assertion.iterfind(f"{_SAML}Subject/{_SAML}SubjectConfirmation")
        if confirmation.get("Method", "").strip() == _BEARER
        for data in confirmation.iterfind(f"{_SAML}SubjectConfirmationData")
    ]
    starts = [_moment(element, "NotBefore") for element in (*conditions, *bearers)]
    ends = [_moment(element, "NotOnOrAfter") for element in (*conditions, *bearers)]
    audience = f"{_SAML}AudienceRestriction/{_SAML}Audience"
    return Response(
        destination=root.get("Destination", "").strip(),
        issued=_moment(assertion, "IssueInstant"),
        not_before=max((start for start in starts if start), default=None),
        not_on_or_after=min((end for end in ends if end), default=None),
        audiences=tuple(_text(each) for one in conditions for each in one.iterfind(audience)),
        recipients=tuple(
            data.get("Recipient", "").strip() for data in bearers if data.get("Recipient")
        ),
        attributes=_attributes(assertion),
        encrypted_attributes=len(
            assertion.findall(f"{_SAML}AttributeStatement/{_SAML}EncryptedAttribute")
        ),
    )


def _root(xml: bytes) -> Element:
    try:
        root: Element = defusedxml.ElementTree.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(
            "The assertion's XML declares a DTD or entities, which no SAML response may have.",
            "Nothing was expanded or opened. Ask your IdP's administrator: somebody may tamper.",
        ) from None
    except (ParseError, ValueError, LookupError):
        # ValueError, LookupError: an unknown encoding, or not the declared one.
        if b"<" not in xml[:64]:
            raise Refused(
                "The identity provider's assertion is base64, but not of XML.",
                "Check that the IdP's answer holds the SAML response itself, encoded once.",
            ) from None
        raise Refused(
            "The assertion's XML is broken or cut off.",
            "Try again. If it happens again, the IdP's answer is changed on its way.",
        ) from None
    return root


def _is_response(root: Element) -> None:
    namespace, _, name = root.tag.rpartition("}")
    version = root.get("Version", "2.0").strip()
    if "SAML:1." in namespace or version.startswith("1."):
        raise Refused(
            "The identity provider speaks SAML 1.1; AWS requires SAML 2.0.", _WRONG_ANSWER
        )
    if root.tag == f"{_PROTOCOL}Response":
        return
    if root.tag == f"{_SAML}Assertion":
        raise Refused(
            "The identity provider sent a bare Assertion, without the Response around it.",
            _WRONG_ANSWER,
        )
    if name.lower() == "html":
        raise Refused(
            "The identity provider sent a web page, not an assertion.",
            "Check SAML_IDP_ASSERTION_URL (or the provider's url).",
        )
    raise Refused(
        f"The identity provider sent a SAML {safe_text(name, 40)}, not a Response."
        if "SAML:2.0" in namespace
        else "The identity provider sent XML that is not a SAML response.",
        _WRONG_ANSWER,
    )


def _is_success(root: Element) -> None:
    """Raises Refused unless the status is Success; names its sub-status (SAML core 3.2.2.2)."""
    code = root.find(f"{_PROTOCOL}Status/{_PROTOCOL}StatusCode")
    if code is None or code.get("Value", "").strip() == _SUCCESS:
        return
    inner = code.find(f"{_PROTOCOL}StatusCode")
    value = (code if inner is None else inner).get("Value", "").strip()
    word = safe_text(value.rpartition(":")[2] or "no reason given", 64)
    raise Refused(
        f"The identity provider refused the login ({word}).",
        "Check the user name and password, and whether the IdP lets you use AWS.",
    )


def _only_assertion(root: Element) -> Element:
    """Returns the only Assertion of a Response; those nested in other elements do not count."""
    assertions = root.findall(f"{_SAML}Assertion")
    encrypted = root.findall(f"{_SAML}EncryptedAssertion")
    if len(assertions) + len(encrypted) > 1:
        raise Refused("The SAML response holds several assertions; AWS accepts one.", _WRONG_ANSWER)
    if encrypted:
        raise Refused(
            "The assertion is encrypted: AWS could read it, Rolecall cannot.",
            "Switch off its encryption at the IdP, for this application; TLS still protects it.",
        )
    if not assertions:
        raise Refused("The SAML response holds no assertion.", _WRONG_ANSWER)
    return assertions[0]


def _attributes(assertion: Element) -> dict[str, tuple[str, ...]]:
    """Returns the values of each attribute, in order; elements of the same name are merged."""
    found: dict[str, list[str]] = {}
    for attribute in assertion.iterfind(f"{_SAML}AttributeStatement/{_SAML}Attribute"):
        values = found.setdefault(attribute.get("Name", "").strip(), [])
        values.extend(_text(value) for value in attribute.iterfind(f"{_SAML}AttributeValue"))
    return {name: tuple(values) for name, values in found.items()}


def _text(element: Element) -> str:
    """Returns the whole text of an element: a comment within it must not cut it short."""
    return "".join(element.itertext()).strip(" \t\r\n")


def _moment(element: Element, name: str) -> datetime | None:
    """Parses an xs:dateTime attribute into UTC (SAML core 1.3.3); None where it is absent."""
    text = element.get(name)
    if text is None:
        return None
    text = text.strip()
    try:
        if not fullmatch(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
            r"(Z|[+-][0-9]{2}:[0-9]{2})?",
            text,
        ):
            raise ValueError("not an xs:dateTime")
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(
            f"The assertion's {name} cannot be read as a time: {safe_text(text, 40)}",
            _WRONG_ANSWER,
        ) from None
