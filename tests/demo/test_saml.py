"""AssumeRoleWithSAML: an unsigned call that an assertion speaks for, and what is refused."""

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError

from rolecall.demo.clock import SettableClock
from rolecall.demo.federation import demo_world
from rolecall.demo.server import EmbeddedAws
from tests.demo.callers import ONE_TRY, REGION, Answer, client, refusal

PORTAL, LAB = "343434345656", "565656567878"
NOT_AUTHORIZED = (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")
TOO_LATE = (
    400,
    "ExpiredTokenException",
    "Token must be redeemed within 5 minutes of issuance",
)


@pytest.fixture
def aws(clock: SettableClock) -> Iterator[EmbeddedAws]:
    """The organisation with its federated accounts."""
    with EmbeddedAws(demo_world(clock)) as running:
        yield running
    assert not running.crashes, "the embedded AWS itself failed"


def unsigned(aws: EmbeddedAws) -> Any:
    """An STS client without any credentials."""
    return boto3.Session().client(
        "sts",
        endpoint_url=aws.endpoint,
        region_name=REGION,
        config=ONE_TRY.merge(type(ONE_TRY)(signature_version=UNSIGNED)),
    )


def become(aws: EmbeddedAws, alias: str, role: str, **more: Any) -> Answer:
    """AssumeRoleWithSAML with a new assertion; `more` replaces parameters (None: left out)."""
    target = aws.world.role(alias, role)
    parameters: Answer = {
        "RoleArn": target.arn,
        "PrincipalArn": f"arn:{target.partition}:iam::{target.account_id}:saml-provider/demo-idp",
        "SAMLAssertion": aws.idp.respond(),
    } | more
    answer: Answer = unsigned(aws).assume_role_with_saml(
        **{name: value for name, value in parameters.items() if value is not None}
    )
    return answer


def refused(aws: EmbeddedAws, **more: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        become(aws, "partner-portal", "read", **more)
    return refusal(caught.value)


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def test_assertion_gives_credentials_of_the_role(aws: EmbeddedAws, clock: SettableClock) -> None:
    answer = become(aws, "partner-portal", "support")
    arn = f"arn:aws:sts::{PORTAL}:assumed-role/support/alice"
    assert answer["AssumedRoleUser"]["Arn"] == arn
    assert answer["Credentials"]["Expiration"].timestamp() == int(clock()) + 3600
    assert (answer["Issuer"], answer["Audience"]) == (aws.idp.issuer, aws.idp.recipient)
    assert (answer["Subject"], answer["SubjectType"]) == ("alice@example.com", "persistent")
    who = client(aws, "sts", answer["Credentials"]).get_caller_identity()
    assert (who["Account"], who["Arn"]) == (PORTAL, arn)
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_name_qualifier_is_made_of_issuer_account_and_provider(aws: EmbeddedAws) -> None:
    portal = become(aws, "partner-portal", "read")["NameQualifier"]
    assert portal == become(aws, "partner-portal", "support")["NameQualifier"]
    assert portal != become(aws, "research-lab", "read")["NameQualifier"]
    assert len(base64.b64decode(portal)) == 20


def test_one_assertion_serves_every_role_in_it(aws: EmbeddedAws) -> None:
    assertion = aws.idp.respond()
    accounts = [
        become(aws, alias, role, SAMLAssertion=assertion)["AssumedRoleUser"]["Arn"].split(":")[4]
        for alias, role in (
            ("partner-portal", "read"),
            ("partner-portal", "support"),
            ("research-lab", "read"),
            ("research-lab", "researcher"),
        )
    ]
    assert accounts == [PORTAL, PORTAL, LAB, LAB]


def test_call_needs_no_credentials_and_no_other_call_goes_without(aws: EmbeddedAws) -> None:
    become(aws, "partner-portal", "read")
    assert [(asked.action, asked.access_key_id) for asked in aws.asked] == [
        ("AssumeRoleWithSAML", "")
    ]
    with pytest.raises(ClientError) as caught:
        unsigned(aws).get_caller_identity()
    assert refusal(caught.value)[:2] == (403, "MissingAuthenticationToken")


def test_role_pair_stands_in_either_order_with_blanks(aws: EmbeddedAws) -> None:
    role, provider = aws.idp.roles[0].split(",")
    for value in (f"{provider},{role}", f"\n  {role} , {provider}\n"):
        aws.idp.roles = [value]
        assert become(aws, "partner-portal", "read")


def test_pair_that_is_not_in_the_assertion_is_refused(aws: EmbeddedAws) -> None:
    message = "SAML Assertion doesn't contain the requested Role and Metadata in the attributes"
    role, provider = aws.idp.roles[0].split(",")
    for roles in ([], aws.idp.roles[1:], [role, provider], [f"{role},{provider}x"]):
        aws.idp.roles = roles
        assert refused(aws) == (400, "InvalidIdentityToken", message), roles


def test_longer_session_needs_no_second_login(aws: EmbeddedAws, clock: SettableClock) -> None:
    """Unlike a role reached through GetSessionToken: this is no chaining."""
    answer = become(aws, "research-lab", "researcher", DurationSeconds=43_200)
    assert answer["Credentials"]["Expiration"].timestamp() == int(clock()) + 43_200


def test_session_ends_when_the_idp_says_so(aws: EmbeddedAws, clock: SettableClock) -> None:
    aws.idp.session_lifetime = 1200
    answer = become(aws, "partner-portal", "read")
    assert int(clock()) + 1198 <= answer["Credentials"]["Expiration"].timestamp() <= clock() + 1200


def test_role_sets_the_longest_session(aws: EmbeddedAws) -> None:
    assert refused(aws, DurationSeconds=3601) == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DurationSeconds", 899, "have value greater than or equal to 900"),
        ("DurationSeconds", 43_201, "have value less than or equal to 43200"),
        ("RoleArn", "arn:aws:iam::1:role", "have length greater than or equal to 20"),
        ("RoleArn", None, "not be null"),
        ("PrincipalArn", None, "not be null"),
        ("SAMLAssertion", None, "not be null"),
        ("SAMLAssertion", "abc", "have length greater than or equal to 4"),
        ("SAMLAssertion", "a" * 100_001, "have length less than or equal to 100000"),
        ("Policy", "", "have length greater than or equal to 1"),
    ],
)
def test_constraint_of_a_parameter_is_named(
    aws: EmbeddedAws, name: str, value: Any, said: str
) -> None:
    status, code, message = refused(aws, **{name: value})
    assert (status, code) == (400, "ValidationError")
    assert message.endswith(f"at '{name[0].lower()}{name[1:]}' failed to satisfy constraint: "
                            f"Member must {said}")  # fmt: skip


def test_assertion_is_never_repeated_in_a_refusal(aws: EmbeddedAws) -> None:
    assert "x" * 100 not in refused(aws, SAMLAssertion="x" * 100_001)[2]


def test_what_is_no_arn_of_its_kind_is_invalid(aws: EmbeddedAws) -> None:
    for name in ("RoleArn", "PrincipalArn"):
        user = "arn:aws:iam::343434345656:user/alice"
        assert refused(aws, **{name: user}) == (400, "ValidationError", f"{user} is invalid")


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
        status, code, message = refused(aws, SAMLAssertion=assertion)
        assert (status, code) == (400, "InvalidIdentityToken"), name
        assert message.startswith("Invalid base64 SAMLResponse (Service: AWSOpenId"), name


def test_deep_and_broad_documents_are_answered(aws: EmbeddedAws) -> None:
    for text in ("<a>" * 20_000, "<a>" * 10_000 + "</a>" * 10_000, "<a " + "b='' " * 10_000 + "/>"):
        assert refused(aws, SAMLAssertion=encoded(text))[1] == "InvalidIdentityToken"


def test_wrapped_base64_is_read(aws: EmbeddedAws) -> None:
    wrapped = base64.encodebytes(aws.idp.response().encode()).decode()
    assert "\n" in wrapped.strip()
    assert become(aws, "partner-portal", "read", SAMLAssertion=wrapped)


def test_failed_sign_in_is_a_rejected_claim(aws: EmbeddedAws) -> None:
    aws.idp.status = "Responder"
    assert refused(aws)[:2] == (403, "IDPRejectedClaim")


@pytest.mark.parametrize(
    ("provider", "message"),
    [
        ("other", "Specified provider doesn't exist"),
        ("DEMO-IDP", "Specified provider doesn't exist"),
    ],
)
def test_provider_must_be_one_of_the_account(aws: EmbeddedAws, provider: str, message: str) -> None:
    arn = f"arn:aws:iam::{PORTAL}:saml-provider/{provider}"
    status, code, said = refused(aws, PrincipalArn=arn)
    assert (status, code) == (400, "InvalidIdentityToken")
    assert said.startswith(message)


def test_provider_of_another_account_opens_no_role(aws: EmbeddedAws) -> None:
    provider = f"arn:aws:iam::{LAB}:saml-provider/demo-idp"
    role = aws.world.role("partner-portal", "read")
    role.trusts.add(provider)
    aws.idp.roles.append(f"{role.arn},{provider}")
    assert refused(aws, PrincipalArn=provider) == NOT_AUTHORIZED


def test_issuer_must_be_the_providers(aws: EmbeddedAws) -> None:
    aws.idp.issuer = "https://idp.example.com/other"
    status, code, message = refused(aws)
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
        assert refused(aws)[:2] == (400, "InvalidIdentityToken"), recipient
    for recipient in (
        "https://eu-central-1.signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/saml/acs/SAMLSPABCD",
    ):
        aws.idp.recipient = recipient
        assert become(aws, "partner-portal", "read")["Audience"] == recipient


def test_audience_must_be_aws(aws: EmbeddedAws) -> None:
    for audience in ("urn:other", "urn:amazon:webservices:govcloud", ""):
        aws.idp.audience = audience
        assert refused(aws) == (
            400,
            "InvalidIdentityToken",
            "Response does not contain the required audience.",
        )
    aws.idp.audience = "https://signin.aws.amazon.com/saml"
    assert become(aws, "partner-portal", "read")


def test_confirmation_needs_recipient_and_end(aws: EmbeddedAws) -> None:
    response = aws.idp.response()
    for without in (
        re.sub(r' Recipient="[^"]*"', "", response),
        re.sub(r'(<saml:SubjectConfirmationData) NotOnOrAfter="[^"]*"', r"\1", response),
        response.replace("cm:bearer", "cm:holder-of-key"),
    ):
        assert without != response
        assert refused(aws, SAMLAssertion=encoded(without)) == (
            400,
            "InvalidIdentityToken",
            "Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter",
        )


def test_assertion_runs_out(aws: EmbeddedAws, clock: SettableClock) -> None:
    assertion = aws.idp.respond()
    clock.advance(299)
    assert become(aws, "partner-portal", "read", SAMLAssertion=assertion)
    clock.advance(1)
    assert refused(aws, SAMLAssertion=assertion) == TOO_LATE


@pytest.mark.parametrize(("lifetime", "redeemable"), [(60, 60), (3600, 300)])
def test_assertion_is_good_for_its_lifetime_and_five_minutes_at_most(
    aws: EmbeddedAws, clock: SettableClock, lifetime: float, redeemable: int
) -> None:
    aws.idp.lifetime = lifetime
    assertion = aws.idp.respond()
    clock.advance(redeemable - 1)
    assert become(aws, "partner-portal", "read", SAMLAssertion=assertion)
    clock.advance(1)
    assert refused(aws, SAMLAssertion=assertion) == TOO_LATE


def test_assertion_may_be_too_early(aws: EmbeddedAws, clock: SettableClock) -> None:
    aws.idp.not_before = 30
    assertion = aws.idp.respond()
    assert refused(aws, SAMLAssertion=assertion)[:2] == (400, "InvalidIdentityToken")
    clock.advance(30)
    assert become(aws, "partner-portal", "read", SAMLAssertion=assertion)


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
    assert refused(aws) == (400, "InvalidIdentityToken", message)


def _no_trust(aws: EmbeddedAws) -> None:
    aws.world.role("partner-portal", "read").trusts.clear()


def _no_role(aws: EmbeddedAws) -> None:
    aws.idp.roles = [pair.replace(":role/read", ":role/Read") for pair in aws.idp.roles]


def _no_name(aws: EmbeddedAws) -> None:
    text = re.sub(r"<saml:NameID.*</saml:NameID>", "", aws.idp.response())
    aws.idp.assertion = encoded(text)


@pytest.mark.parametrize("spoil", [_no_trust, _no_role, _no_name])
def test_what_is_not_trusted_sounds_alike(
    aws: EmbeddedAws, spoil: Callable[[EmbeddedAws], None]
) -> None:
    spoil(aws)
    role, provider = aws.idp.roles[0].split(",")
    assert refused(aws, RoleArn=role, PrincipalArn=provider) == NOT_AUTHORIZED


def test_federated_role_is_no_role_of_the_bastions(aws: EmbeddedAws) -> None:
    arn = aws.world.role("partner-portal", "read").arn
    with pytest.raises(ClientError) as caught:
        client(aws, "sts").assume_role(RoleArn=arn, RoleSessionName="alice")
    assert refusal(caught.value)[:2] == (403, "AccessDenied")


def test_session_of_the_role_chains_for_an_hour_at_most(aws: EmbeddedAws) -> None:
    answer = become(aws, "partner-portal", "support")
    reader = aws.world.role("staging", "read")
    reader.trusts = {aws.world.role("partner-portal", "support").arn}
    reader.needs_mfa, reader.external_id, reader.max_session = False, None, 7200
    sts = client(aws, "sts", answer["Credentials"])
    assert sts.assume_role(RoleArn=reader.arn, RoleSessionName="alice")
    with pytest.raises(ClientError, match="role chaining"):
        sts.assume_role(RoleArn=reader.arn, RoleSessionName="alice", DurationSeconds=7200)
