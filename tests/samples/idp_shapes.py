"""SAML responses in the shapes that six identity providers send to AWS.

They differ in what a parser may mishandle: prefixes, default namespaces, the order of attributes
and of the ARNs in a pair, the position of the Signature, NameFormat, xsi:type, one Attribute for
all roles or one for each, fractions of seconds, line breaks in values and in the base64. Signatures
have the right format but sign nothing: Rolecall does not verify them.
"""

import textwrap
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.samples.saml_responses import (
    ASSERTION,
    ATTRIBUTES,
    BEARER,
    PROTOCOL,
    SUCCESS,
    Claims,
    encode,
    moment,
)

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


class Shape(NamedTuple):
    name: str
    build: Callable[[Claims], str]


def _signature(reference: str, prefix: str = "ds:") -> str:
    xmlns = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    blob = "\n".join(textwrap.wrap(encode("no signature at all " * 12), 76))
    p = prefix
    return (
        f'<{p}Signature {xmlns}="http://www.w3.org/2000/09/xmldsig#"><{p}SignedInfo>'
        f'<{p}CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
        f'<{p}SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<{p}Reference URI="#{reference}"><{p}Transforms>'
        f'<{p}Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
        f'<{p}Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">'
        '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" '
        f'PrefixList="xs"/></{p}Transform></{p}Transforms>'
        f'<{p}DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<{p}DigestValue>bm90IGEgZGlnZXN0</{p}DigestValue></{p}Reference></{p}SignedInfo>"
        f"<{p}SignatureValue>{blob}</{p}SignatureValue><{p}KeyInfo><{p}X509Data>"
        f"<{p}X509Certificate>{blob}</{p}X509Certificate></{p}X509Data></{p}KeyInfo></{p}Signature>"
    )


def okta(c: Claims) -> str:
    """saml2p and saml2, declared repeatedly; both signed; provider first; xs:string."""
    start, end = moment(c.now - timedelta(minutes=5)), moment(c.now + timedelta(seconds=c.lifetime))
    xmlns = f'xmlns:saml2="{ASSERTION}"'
    issuer = (
        f'<saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" {xmlns}>'
        "http://www.okta.com/exk1example</saml2:Issuer>"
    )

    def attribute(name: str, values: Sequence[str]) -> str:
        inner = "".join(
            f'<saml2:AttributeValue {XS} {XSI} xsi:type="xs:string">{escape(value)}'
            "</saml2:AttributeValue>"
            for value in values
        )
        return (
            f'<saml2:Attribute Name="{ATTRIBUTES}{name}" '
            f'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">{inner}'
            "</saml2:Attribute>"
        )

    return encode(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<saml2p:Response Destination="{c.recipient}" ID="id1440632471" '
        f'IssueInstant="{moment(c.now)}" Version="2.0" xmlns:saml2p="{PROTOCOL}" {XS}>'
        f"{issuer}{_signature('id1440632471')}"
        f'<saml2p:Status xmlns:saml2p="{PROTOCOL}"><saml2p:StatusCode Value="{SUCCESS}"/>'
        "</saml2p:Status>"
        f'<saml2:Assertion ID="id1440632472" IssueInstant="{moment(c.now)}" Version="2.0" '
        f"{xmlns} {XS}>{issuer}{_signature('id1440632472')}"
        f"<saml2:Subject {xmlns}>"
        '<saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">'
        f"{escape(c.session_name)}</saml2:NameID>"
        f'<saml2:SubjectConfirmation Method="{BEARER}"><saml2:SubjectConfirmationData '
        f'NotOnOrAfter="{end}" Recipient="{c.recipient}"/></saml2:SubjectConfirmation>'
        "</saml2:Subject>"
        f'<saml2:Conditions NotBefore="{start}" NotOnOrAfter="{end}" {xmlns}>'
        f"<saml2:AudienceRestriction><saml2:Audience>{c.audience}</saml2:Audience>"
        "</saml2:AudienceRestriction></saml2:Conditions>"
        f'<saml2:AuthnStatement AuthnInstant="{moment(c.now)}" SessionIndex="id1533148795" '
        f"{xmlns}><saml2:AuthnContext><saml2:AuthnContextClassRef>"
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
        "</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>"
        f"<saml2:AttributeStatement {xmlns}>"
        f"{attribute('Role', [f'{p},{r}' for r, p in c.roles])}"
        f"{attribute('RoleSessionName', [c.session_name])}"
        f"{attribute('SessionDuration', ['3600'])}"
        "</saml2:AttributeStatement></saml2:Assertion></saml2p:Response>"
    )


def _microsoft(c: Claims, issuer: str, pairs: Sequence[str], *, extra: str, hour: bool) -> str:
    """Common to ADFS and Entra ID: samlp, but the assertion in the default namespace."""
    minutes_late = c.now + timedelta(seconds=c.lifetime)
    end = moment(c.now + timedelta(hours=1) if hour else minutes_late)
    values = "".join(f"<AttributeValue>{escape(pair)}</AttributeValue>" for pair in pairs)
    return (
        f'<samlp:Response ID="_32e3059b" Version="2.0" IssueInstant="{moment(c.now)}" '
        f'Destination="{c.recipient}" Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" '
        f'xmlns:samlp="{PROTOCOL}"><Issuer xmlns="{ASSERTION}">{issuer}</Issuer>'
        f'<samlp:Status><samlp:StatusCode Value="{SUCCESS}" /></samlp:Status>'
        f'<Assertion ID="_fcfad163" IssueInstant="{moment(c.now, 7)}" Version="2.0" '
        f'xmlns="{ASSERTION}"><Issuer>{issuer}</Issuer>{_signature("_fcfad163", "")}'
        '<Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
        f'{escape(c.session_name)}</NameID><SubjectConfirmation Method="{BEARER}">'
        f'<SubjectConfirmationData NotOnOrAfter="{moment(minutes_late)}" '
        f'Recipient="{c.recipient}" /></SubjectConfirmation></Subject>'
        f'<Conditions NotBefore="{moment(c.now)}" NotOnOrAfter="{end}"><AudienceRestriction>'
        f"<Audience>{c.audience}</Audience></AudienceRestriction></Conditions>"
        f"<AttributeStatement>{extra}"
        f'<Attribute Name="{ATTRIBUTES}RoleSessionName"><AttributeValue>'
        f"{escape(c.session_name)}</AttributeValue></Attribute>"
        f'<Attribute Name="{ATTRIBUTES}Role">{values}</Attribute></AttributeStatement>'
        f'<AuthnStatement AuthnInstant="{moment(c.now)}" SessionIndex="_fcfad163">'
        "<AuthnContext><AuthnContextClassRef>urn:federation:authentication:windows"
        "</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>"
    )


def adfs(c: Claims) -> str:
    """No XML declaration; provider first; Conditions for an hour, the bearer for five minutes."""
    issuer = "http://adfs.example.com/adfs/services/trust"
    pairs = [f"{p},{r}" for r, p in c.roles]
    return encode(_microsoft(c, issuer, pairs, extra="", hour=True))


def entra(c: Claims) -> str:
    """As ADFS with role first, seven digits of a second, and claims of Microsoft's own."""
    claim = "http://schemas.microsoft.com/identity/claims/tenantid"
    tenant = "12345678-1234-1234-1234-123456789012"
    extra = f'<Attribute Name="{claim}"><AttributeValue>{tenant}</AttributeValue></Attribute>'
    pairs = [f"{r},{p}" for r, p in c.roles]
    issuer = f"https://sts.windows.net/{tenant}/"
    return encode(_microsoft(c, issuer, pairs, extra=extra, hour=False))


def keycloak(c: Claims) -> str:
    """samlp and saml; one Attribute per role, NameFormat basic, FriendlyName, role first."""
    start, end = moment(c.now), moment(c.now + timedelta(seconds=c.lifetime))

    def attribute(name: str, friendly: str, value: str) -> str:
        return (
            f'<saml:Attribute FriendlyName="{friendly}" Name="{ATTRIBUTES}{name}" '
            'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">'
            f'<saml:AttributeValue {XS} {XSI} xsi:type="xs:string">{escape(value)}'
            "</saml:AttributeValue></saml:Attribute>"
        )

    roles = "".join(attribute("Role", "Session Role", f"{r},{p}") for r, p in c.roles)
    return encode(
        f'<samlp:Response xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" '
        f'Destination="{c.recipient}" ID="ID_0f1e" IssueInstant="{start}" Version="2.0">'
        "<saml:Issuer>https://sso.example.com/realms/main</saml:Issuer>"
        f'<samlp:Status><samlp:StatusCode Value="{SUCCESS}"/></samlp:Status>'
        f'<saml:Assertion xmlns="{ASSERTION}" ID="ID_2d3c" IssueInstant="{start}" Version="2.0">'
        "<saml:Issuer>https://sso.example.com/realms/main</saml:Issuer>"
        f"{_signature('ID_2d3c', 'dsig:')}"
        '<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
        f'G-1d2c</saml:NameID><saml:SubjectConfirmation Method="{BEARER}">'
        f'<saml:SubjectConfirmationData NotOnOrAfter="{end}" Recipient="{c.recipient}"/>'
        "</saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{start}" NotOnOrAfter="{end}"><saml:AudienceRestriction>'
        f"<saml:Audience>{c.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{start}" SessionIndex="0::1" '
        f'SessionNotOnOrAfter="{moment(c.now + timedelta(hours=10))}"/>'
        f"<saml:AttributeStatement>{roles}"
        f"{attribute('RoleSessionName', 'Session Name', c.session_name)}"
        f"{attribute('SessionDuration', 'Session Duration', '28800')}"
        "</saml:AttributeStatement></saml:Assertion></samlp:Response>"
    )


def shibboleth(c: Claims) -> str:
    """saml2p and saml2, indented, values on lines of their own; base64 wrapped with CR LF."""
    start, end = moment(c.now), moment(c.now + timedelta(seconds=c.lifetime))
    uri = 'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"'
    roles = "".join(
        f"\n      <saml2:AttributeValue>\n        {r}, {p}\n      </saml2:AttributeValue>"
        for r, p in c.roles
    )
    xml = f"""<?xml version="1.0" encoding="UTF-8"?>
<saml2p:Response xmlns:saml2p="{PROTOCOL}" Destination="{c.recipient}" ID="_94be"
    IssueInstant="{start}" Version="2.0">
  <saml2:Issuer xmlns:saml2="{ASSERTION}">https://idp.example.edu/idp/shibboleth</saml2:Issuer>
  <saml2p:Status>
    <saml2p:StatusCode Value="{SUCCESS}"/>
  </saml2p:Status>
  <saml2:Assertion xmlns:saml2="{ASSERTION}" ID="_71cd" IssueInstant="{start}" Version="2.0">
    <saml2:Issuer>https://idp.example.edu/idp/shibboleth</saml2:Issuer>
    {_signature("_71cd")}
    <saml2:Subject>
      <saml2:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
          NameQualifier="https://idp.example.edu/idp/shibboleth">AAdzZWNyZXQx</saml2:NameID>
      <saml2:SubjectConfirmation Method="{BEARER}">
        <saml2:SubjectConfirmationData Address="192.0.2.1" NotOnOrAfter="{end}"
            Recipient="{c.recipient}"/>
      </saml2:SubjectConfirmation>
    </saml2:Subject>
    <saml2:Conditions NotBefore="{start}" NotOnOrAfter="{end}">
      <saml2:AudienceRestriction>
        <saml2:Audience>{c.audience}</saml2:Audience>
      </saml2:AudienceRestriction>
    </saml2:Conditions>
    <saml2:AttributeStatement>
      <saml2:Attribute FriendlyName="Role" Name="{ATTRIBUTES}Role" {uri}>{roles}
      </saml2:Attribute>
      <saml2:Attribute FriendlyName="RoleSessionName" Name="{ATTRIBUTES}RoleSessionName" {uri}>
        <saml2:AttributeValue>{escape(c.session_name)}</saml2:AttributeValue>
      </saml2:Attribute>
    </saml2:AttributeStatement>
  </saml2:Assertion>
</saml2p:Response>
"""
    return "\r\n".join(textwrap.wrap(encode(xml), 76)) + "\r\n"


def google(c: Claims) -> str:
    """saml2p and saml2; only the response signed; xs:anyType; standalone="no"; role first."""
    start, end = moment(c.now - timedelta(minutes=5)), moment(c.now + timedelta(seconds=c.lifetime))
    xmlns = f'xmlns:saml2="{ASSERTION}"'
    issuer = "https://accounts.google.com/o/saml2?idpid=C01example"

    def attribute(name: str, values: Sequence[str]) -> str:
        inner = "".join(
            f'<saml2:AttributeValue {XS} {XSI} xsi:type="xs:anyType">{escape(value)}'
            "</saml2:AttributeValue>"
            for value in values
        )
        return f'<saml2:Attribute Name="{ATTRIBUTES}{name}">{inner}</saml2:Attribute>'

    return encode(
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<saml2p:Response xmlns:saml2p="{PROTOCOL}" Destination="{c.recipient}" ID="_9c1f" '
        f'IssueInstant="{moment(c.now)}" Version="2.0"><saml2:Issuer {xmlns}>{issuer}'
        f"</saml2:Issuer>{_signature('_9c1f')}<saml2p:Status>"
        f'<saml2p:StatusCode Value="{SUCCESS}"/></saml2p:Status>'
        f'<saml2:Assertion {xmlns} ID="_5a7e" IssueInstant="{moment(c.now)}" Version="2.0">'
        f"<saml2:Issuer>{issuer}</saml2:Issuer><saml2:Subject>"
        "<saml2:NameID>alice@example.com</saml2:NameID>"
        f'<saml2:SubjectConfirmation Method="{BEARER}">'
        f'<saml2:SubjectConfirmationData NotOnOrAfter="{end}" Recipient="{c.recipient}"/>'
        "</saml2:SubjectConfirmation></saml2:Subject>"
        f'<saml2:Conditions NotBefore="{start}" NotOnOrAfter="{end}"><saml2:AudienceRestriction>'
        f"<saml2:Audience>{c.audience}</saml2:Audience></saml2:AudienceRestriction>"
        "</saml2:Conditions><saml2:AttributeStatement>"
        f"{attribute('RoleSessionName', [c.session_name])}"
        f"{attribute('Role', [f'{r},{p}' for r, p in c.roles])}"
        "</saml2:AttributeStatement>"
        f'<saml2:AuthnStatement AuthnInstant="{moment(c.now)}" SessionIndex="_5a7e"/>'
        "</saml2:Assertion></saml2p:Response>"
    )


SHAPES = (
    Shape("Okta", okta),
    Shape("ADFS", adfs),
    Shape("Keycloak", keycloak),
    Shape("Entra ID", entra),
    Shape("Shibboleth", shibboleth),
    Shape("Google", google),
)
