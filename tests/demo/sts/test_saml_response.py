"""SAML responses that AssumeRoleWithSAML refuses."""

import base64
import re
from datetime import datetime, timedelta

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.idp import IdentityProvider
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import encoded, federate, federation_refused

TOO_LATE = (
    400,
    "ExpiredTokenException",
    "Token must be redeemed within 5 minutes of issuance",
)


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_unreadable_assertions_are_invalid(aws: EmbeddedAws) -> None:
    response = aws.idp.response()
    two = re.sub(r"(<saml:Assertion.*</saml:Assertion>)", r"\1\1", response)
    unreadable = {
        "no base64": "*" * 100,
        "no xml": encoded("no xml"),
        "cut": encoded(response[:-20]),
        "another document": encoded("<html/>"),
        "no assertion": encoded(re.sub(r"<saml:Assertion.*</saml:Assertion>", "", response)),
        "two": encoded(two),
        "SAML 1.1": encoded(response.replace('Version="2.0"', 'Version="1.1"')),
        "no time": encoded(re.sub(r'NotBefore="[^"]*"', 'NotBefore="soon"', response)),
        "not utf-8": encoded(response.encode("utf-16")),
        "doctype": encoded(response.replace("<samlp:Response", "<!DOCTYPE x><samlp:Response", 1)),
        "entity": encoded(
            response.replace(
                "<samlp:Response", '<!DOCTYPE x [<!ENTITY e "read">]><samlp:Response', 1
            )
        ),
    }
    assert "<!DOCTYPE" in base64.b64decode(unreadable["entity"]).decode()
    for name, assertion in unreadable.items():
        status, code, message = federation_refused(aws, SAMLAssertion=assertion)
        assert (status, code) == (400, "InvalidIdentityToken"), name
        assert message.startswith("Invalid base64 SAMLResponse (Service: AWSOpenId"), name


def test_deep_and_broad_documents_are_answered(aws: EmbeddedAws) -> None:
    for text in ("<a>" * 20_000, "<a>" * 10_000 + "</a>" * 10_000, "<a " + "b='' " * 10_000 + "/>"):
        assert federation_refused(aws, SAMLAssertion=encoded(text))[1] == "InvalidIdentityToken"


def test_wrapped_base64_is_read(aws: EmbeddedAws) -> None:
    wrapped = base64.encodebytes(aws.idp.response().encode()).decode()
    assert "\n" in wrapped.strip()
    assert federate(aws, "partner-portal", "read", SAMLAssertion=wrapped)


def test_failed_sign_in_is_a_rejected_claim(aws: EmbeddedAws) -> None:
    aws.idp.status = "Responder"
    assert federation_refused(aws)[:2] == (403, "IDPRejectedClaim")


def test_issuer_must_be_the_providers(aws: EmbeddedAws) -> None:
    aws.idp.issuer = "https://idp.example.com/other"
    status, code, message = federation_refused(aws)
    assert (status, code) == (400, "InvalidIdentityToken")
    assert message.startswith("Issuer not present in specified provider")


def test_recipient_must_be_the_sign_in_of_the_partition(aws: EmbeddedAws) -> None:
    for recipient in (
        "https://signin.aws.amazon.com/saml/",
        "https://signin.aws.amazon.com.example.com/saml",
        "https://signin.amazonaws.cn/saml",
        "http://signin.aws.amazon.com/saml",
    ):
        aws.idp.recipient = recipient
        assert federation_refused(aws)[:2] == (400, "InvalidIdentityToken"), recipient
    for recipient in (
        "https://eu-central-1.signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/saml/acs/SAMLSPABCD",
    ):
        aws.idp.recipient = recipient
        assert federate(aws, "partner-portal", "read")["Audience"] == recipient


def test_audience_must_be_aws(aws: EmbeddedAws) -> None:
    for audience in ("urn:other", "urn:amazon:webservices:govcloud", ""):
        aws.idp.audience = audience
        assert federation_refused(aws) == (
            400,
            "InvalidIdentityToken",
            "Response does not contain the required audience.",
        )
    aws.idp.audience = "https://signin.aws.amazon.com/saml"
    assert federate(aws, "partner-portal", "read")


def test_confirmation_needs_recipient_and_end(aws: EmbeddedAws) -> None:
    response = aws.idp.response()
    for without in (
        re.sub(r' Recipient="[^"]*"', "", response),
        re.sub(r'(<saml:SubjectConfirmationData) NotOnOrAfter="[^"]*"', r"\1", response),
        response.replace("cm:bearer", "cm:holder-of-key"),
    ):
        assert without != response
        assert federation_refused(aws, SAMLAssertion=encoded(without)) == (
            400,
            "InvalidIdentityToken",
            "Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter",
        )


def test_assertion_runs_out(aws: EmbeddedAws, clock: SettableClock) -> None:
    assertion = aws.idp.respond()
    clock.advance(299)
    assert federate(aws, "partner-portal", "read", SAMLAssertion=assertion)
    clock.advance(1)
    assert federation_refused(aws, SAMLAssertion=assertion) == TOO_LATE


@pytest.mark.parametrize(("lifetime", "redeemable"), [(60, 60), (3600, 300)])
def test_assertion_is_good_for_its_lifetime_and_five_minutes_at_most(
    aws: EmbeddedAws, clock: SettableClock, lifetime: float, redeemable: int
) -> None:
    aws.idp.lifetime = lifetime
    assertion = aws.idp.respond()
    clock.advance(redeemable - 1)
    assert federate(aws, "partner-portal", "read", SAMLAssertion=assertion)
    clock.advance(1)
    assert federation_refused(aws, SAMLAssertion=assertion) == TOO_LATE


def test_assertion_may_be_too_early(aws: EmbeddedAws, clock: SettableClock) -> None:
    aws.idp.not_before = 30
    assertion = aws.idp.respond()
    assert federation_refused(aws, SAMLAssertion=assertion)[:2] == (400, "InvalidIdentityToken")
    clock.advance(30)
    assert federate(aws, "partner-portal", "read", SAMLAssertion=assertion)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "RoleSessionName is required in AuthnResponse"),
        ("a", "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        ("al ice", "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        ("é" * 4, "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        ("a" * 65, "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
    ],
)
def test_session_name_must_be_there_and_possible(aws: EmbeddedAws, name: str, message: str) -> None:
    aws.idp.session_name = name
    assert federation_refused(aws) == (400, "InvalidIdentityToken", message)


@pytest.mark.parametrize(
    "now", [1796032837.8579998, 1796032837.0, 1796032837.0009999, 1796032837.9999998]
)
def test_a_response_is_not_issued_after_the_clock_of_its_idp(now: float) -> None:
    """Whatever the fraction of the second: AWS would refuse it as not valid yet."""
    response = IdentityProvider(lambda: now, not_before=0, lifetime=300).response()
    (issued,) = {datetime.fromisoformat(each) for each in _times(response, "IssueInstant")}
    (begins,) = _times(response, "NotBefore")
    (ends,) = {datetime.fromisoformat(each) for each in _times(response, "NotOnOrAfter")}
    assert now - 0.001 <= issued.timestamp() <= now
    assert datetime.fromisoformat(begins) == issued
    assert ends - issued == timedelta(seconds=300)


def _times(response: str, name: str) -> list[str]:
    return re.findall(f' {name}="([^"]+)"', response)
