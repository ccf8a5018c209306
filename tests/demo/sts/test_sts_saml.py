"""AssumeRoleWithSAML: an unsigned call, authenticated by an assertion; its refusals."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import (
    client,
    encoded,
    federate,
    federation_refused,
    refusal,
    unsigned,
)

PORTAL, LAB = "343434345656", "565656567878"
NOT_AUTHORIZED = (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_assertion_gives_credentials_of_the_role(aws: EmbeddedAws, clock: SettableClock) -> None:
    answer = federate(aws, "partner-portal", "support")
    arn = f"arn:aws:sts::{PORTAL}:assumed-role/support/alice"
    assert answer["AssumedRoleUser"]["Arn"] == arn
    assert answer["Credentials"]["Expiration"].timestamp() == int(clock()) + 3600
    assert (answer["Issuer"], answer["Audience"]) == (aws.idp.issuer, aws.idp.recipient)
    assert (answer["Subject"], answer["SubjectType"]) == ("alice@example.com", "persistent")
    who = client(aws, "sts", answer["Credentials"]).get_caller_identity()
    assert (who["Account"], who["Arn"]) == (PORTAL, arn)
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_name_qualifier_is_made_of_issuer_account_and_provider(aws: EmbeddedAws) -> None:
    portal = federate(aws, "partner-portal", "read")["NameQualifier"]
    assert portal == federate(aws, "partner-portal", "support")["NameQualifier"]
    assert portal != federate(aws, "research-lab", "read")["NameQualifier"]
    assert len(base64.b64decode(portal)) == 20


def test_one_assertion_serves_every_role_in_it(aws: EmbeddedAws) -> None:
    assertion = aws.idp.respond()
    accounts = [
        federate(aws, alias, role, SAMLAssertion=assertion)["AssumedRoleUser"]["Arn"].split(":")[4]
        for alias, role in (
            ("partner-portal", "read"),
            ("partner-portal", "support"),
            ("research-lab", "read"),
            ("research-lab", "researcher"),
        )
    ]
    assert accounts == [PORTAL, PORTAL, LAB, LAB]


def test_call_needs_no_credentials_and_no_other_call_goes_without(aws: EmbeddedAws) -> None:
    federate(aws, "partner-portal", "read")
    assert [(asked.action, asked.access_key_id) for asked in aws.calls] == [
        ("AssumeRoleWithSAML", "")
    ]
    with pytest.raises(ClientError) as caught:
        unsigned(aws).get_caller_identity()
    assert refusal(caught.value)[:2] == (403, "MissingAuthenticationToken")


def test_role_pair_stands_in_either_order_with_blanks(aws: EmbeddedAws) -> None:
    role, provider = aws.idp.roles[0].split(",")
    for value in (f"{provider},{role}", f"\n  {role} , {provider}\n"):
        aws.idp.roles = [value]
        assert federate(aws, "partner-portal", "read")


def test_pair_that_is_not_in_the_assertion_is_refused(aws: EmbeddedAws) -> None:
    message = "SAML Assertion doesn't contain the requested Role and Metadata in the attributes"
    role, provider = aws.idp.roles[0].split(",")
    for roles in ([], aws.idp.roles[1:], [role, provider], [f"{role},{provider}x"]):
        aws.idp.roles = roles
        assert federation_refused(aws) == (400, "InvalidIdentityToken", message), roles


def test_longer_session_needs_no_second_login(aws: EmbeddedAws, clock: SettableClock) -> None:
    """Unlike after GetSessionToken, this is no role chaining."""
    answer = federate(aws, "research-lab", "researcher", DurationSeconds=43_200)
    assert answer["Credentials"]["Expiration"].timestamp() == int(clock()) + 43_200


def test_session_ends_when_the_idp_says_so(aws: EmbeddedAws, clock: SettableClock) -> None:
    aws.idp.session_lifetime = 1200
    answer = federate(aws, "partner-portal", "read")
    assert int(clock()) + 1198 <= answer["Credentials"]["Expiration"].timestamp() <= clock() + 1200


def test_role_sets_the_longest_session(aws: EmbeddedAws) -> None:
    assert federation_refused(aws, DurationSeconds=3601) == (
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
    status, code, message = federation_refused(aws, **{name: value})
    assert (status, code) == (400, "ValidationError")
    member = name[0].lower() + name[1:]
    assert message.endswith(f"at '{member}' failed to satisfy constraint: Member must {said}")


def test_assertion_is_never_repeated_in_a_refusal(aws: EmbeddedAws) -> None:
    assert "x" * 100 not in federation_refused(aws, SAMLAssertion="x" * 100_001)[2]


def test_what_is_no_arn_of_its_kind_is_invalid(aws: EmbeddedAws) -> None:
    for name in ("RoleArn", "PrincipalArn"):
        user = "arn:aws:iam::343434345656:user/alice"
        assert federation_refused(aws, **{name: user}) == (
            400,
            "ValidationError",
            f"{user} is invalid",
        )


def test_provider_must_be_one_of_the_account(aws: EmbeddedAws) -> None:
    for name in ("other", "DEMO-IDP"):
        arn = f"arn:aws:iam::{PORTAL}:saml-provider/{name}"
        status, code, message = federation_refused(aws, PrincipalArn=arn)
        assert (status, code) == (400, "InvalidIdentityToken")
        assert message.startswith("Specified provider doesn't exist (Service: AWSOpenId")


def test_provider_of_another_account_opens_no_role(aws: EmbeddedAws) -> None:
    provider = f"arn:aws:iam::{LAB}:saml-provider/demo-idp"
    role = aws.world.role("partner-portal", "read")
    role.trusts.add(provider)
    aws.idp.roles.append(f"{role.arn},{provider}")
    assert federation_refused(aws, PrincipalArn=provider) == NOT_AUTHORIZED


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
    assert federation_refused(aws, RoleArn=role, PrincipalArn=provider) == NOT_AUTHORIZED


def test_federated_role_is_no_role_of_the_bastions(aws: EmbeddedAws) -> None:
    arn = aws.world.role("partner-portal", "read").arn
    with pytest.raises(ClientError) as caught:
        client(aws, "sts").assume_role(RoleArn=arn, RoleSessionName="alice")
    assert refusal(caught.value)[:2] == (403, "AccessDenied")


def test_session_of_the_role_chains_for_an_hour_at_most(aws: EmbeddedAws) -> None:
    answer = federate(aws, "partner-portal", "support")
    reader = aws.world.role("staging", "read")
    reader.trusts = {aws.world.role("partner-portal", "support").arn}
    reader.needs_mfa, reader.external_id, reader.max_session = False, None, 7200
    sts = client(aws, "sts", answer["Credentials"])
    assert sts.assume_role(RoleArn=reader.arn, RoleSessionName="alice")
    with pytest.raises(ClientError, match="role chaining"):
        sts.assume_role(RoleArn=reader.arn, RoleSessionName="alice", DurationSeconds=7200)
