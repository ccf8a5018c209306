"""What AWS would refuse in an assertion is explained before it is sent."""

from datetime import UTC, datetime, timedelta

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.checks import check_assertion, pair_for
from tests.samples.saml_responses import (
    AWS_AUDIENCE,
    AWS_SIGN_IN,
    Claims,
    assertion_for,
    encode,
    response_xml,
)

NOW = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)
ACCOUNT = "arn:aws:iam::123456789012"
ROLE, PROVIDER = f"{ACCOUNT}:role/ops/read", f"{ACCOUNT}:saml-provider/corp"
CLAIMS = Claims([(ROLE, PROVIDER)], NOW)


def made(
    audience: str = AWS_AUDIENCE,
    recipient: str = AWS_SIGN_IN,
    lifetime: int = 300,
    destination: str | None = None,
    start: datetime | None = None,
) -> Assertion:
    claims = CLAIMS._replace(audience=audience, recipient=recipient, lifetime=lifetime)
    xml = response_xml(claims, destination=destination, start=start)
    return read_assertion(Secret(encode(xml)))


def refusal(assertion: Assertion, partition: str = "aws") -> Refused:
    with pytest.raises(Refused) as caught:
        check_assertion(assertion, partition)
    assert (caught.value.message + caught.value.hint).isprintable()
    assert "signature" not in (caught.value.message + caught.value.hint).lower()
    return caught.value


@pytest.mark.parametrize("lifetime", [300, 0, -90, 8 * 3600])
def test_good_assertion_passes_whatever_its_times(lifetime: int) -> None:
    """AWS judges those by its own clock; tests/saml/test_times.py has our messages about them."""
    check_assertion(made(lifetime=lifetime), "aws")
    check_assertion(made(start=NOW + timedelta(days=3650)), "aws")


# Recipient and Destination.

ENDPOINTS = {
    "aws": (
        "https://signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/saml/",
        "https://SignIn.aws.amazon.com:443/saml",
        "https://eu-west-1.signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE123",
        "https://us-east-2.signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE123",
    ),
    "aws-cn": (
        "https://signin.amazonaws.cn/saml",
        "https://cn-northwest-1.signin.amazonaws.cn/saml",
    ),
    "aws-us-gov": (
        "https://signin.amazonaws-us-gov.com/saml",
        "https://us-gov-east-1.signin.amazonaws-us-gov.com/saml",
        "https://signin-fips.amazonaws-us-gov.com/saml",
    ),
    "aws-eusc": ("https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml",),
}
EVERY = [(partition, address) for partition in ENDPOINTS for address in ENDPOINTS[partition]]


@pytest.mark.parametrize(("partition", "address"), EVERY)
def test_every_sign_in_address_is_right_in_its_partition_alone(
    partition: str, address: str
) -> None:
    assertion = made(recipient=address, audience=address)
    check_assertion(assertion, partition)
    for other in ENDPOINTS.keys() - {partition}:
        refused = refusal(assertion, other)
        assert f"{address} (Recipient), not for AWS" in refused.message
        assert ENDPOINTS[other][0].split("signin")[1] in refused.hint


@pytest.mark.parametrize(
    "address",
    [
        "http://signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com.evil.example/saml",
        "https://evil.example/https://signin.aws.amazon.com/saml",
        "https://evilsignin.aws.amazon.com/saml",
        "https://signin-aws.amazon.com/saml",
        "https://signinxaws.amazon.com/saml",
        "https://a.b.signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/samlx",
        "https://signin.aws.amazon.com/saml\u200b",
        "https://app.example.com/acs",
    ],
)
def test_M12_wrong_recipient_and_wrong_destination_are_named(address: str) -> None:
    recipient = refusal(made(recipient=address, destination=AWS_SIGN_IN))
    assert "(Recipient), not for AWS" in recipient.message
    assert address[:30] in recipient.message
    assert recipient.hint.endswith(f"to {AWS_SIGN_IN}.")
    destination = refusal(made(destination=address))
    assert "(Destination), not for AWS" in destination.message


def test_missing_recipient_and_destination_are_left_to_aws() -> None:
    check_assertion(made()._replace(recipients=(), destination=""), "aws")


# Audience.


@pytest.mark.parametrize(
    ("partition", "audience"),
    [
        ("aws", "urn:amazon:webservices"),
        ("aws", "https://signin.aws.amazon.com/saml"),
        ("aws", "https://ap-southeast-2.signin.aws.amazon.com/saml"),
        ("aws-cn", "urn:amazon:webservices:cn-north-1"),
        ("aws-cn", "urn:amazon:webservices:cn-northwest-1"),
        ("aws-cn", "urn:amazon:webservices"),
        ("aws-us-gov", "urn:amazon:webservices:govcloud"),
        ("aws-eusc", "urn:amazon:webservices"),
        ("aws-eusc", "urn:amazon:webservices:eusc-de-east-1"),
    ],
)
def test_audiences_that_aws_takes_pass(partition: str, audience: str) -> None:
    check_assertion(made(audience, recipient=ENDPOINTS[partition][0]), partition)


@pytest.mark.parametrize(
    ("partition", "audience", "wanted"),
    [
        ("aws", "https://app.example.com", "urn:amazon:webservices or https://signin.aws.amazon"),
        ("aws", "urn:amazon:webservicesx", "urn:amazon:webservices or"),
        ("aws", "URN:amazon:webservices", "urn:amazon:webservices or"),
        ("aws", "urn:amazon:webservices:govcloud", "urn:amazon:webservices or"),
        ("aws", "urn:amazon:webservices:cn-north-1", "urn:amazon:webservices or"),
        ("aws-cn", "urn:amazon:webservices:govcloud", "urn:amazon:webservices:cn-north-1 or"),
        ("aws-us-gov", "urn:amazon:webservices:cn-north-1", "urn:amazon:webservices:govcloud or"),
        ("aws-us-gov", "https://signin.aws.amazon.com/saml", "https://signin.amazonaws-us-gov.com"),
        ("aws-eusc", "", "https://signin.amazonaws-eusc.eu/saml"),
    ],
)
def test_M12_wrong_audience_names_both_what_it_is_for_and_what_aws_wants(
    partition: str, audience: str, wanted: str
) -> None:
    refused = refusal(made(audience, recipient=ENDPOINTS[partition][0]), partition)
    assert f"for the audience {audience or 'nobody'}, which is not AWS" in refused.message
    assert wanted in refused.hint


def test_one_right_audience_among_several_is_enough() -> None:
    assertion = made()
    check_assertion(assertion._replace(audiences=("x", AWS_AUDIENCE)), "aws")
    refused = refusal(assertion._replace(audiences=("x", "y", "z")))
    assert "for the audience x and 2 more" in refused.message


def test_missing_audience_and_unknown_partitions_are_left_to_aws() -> None:
    check_assertion(made()._replace(audiences=()), "aws")
    check_assertion(made("x", "https://signin.example.ic.gov/saml"), "aws-iso")


# Roles.


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "lists no role for AWS."),
        (["Admins"], "only 1 value that is not a pair"),
        (["Admins", ROLE, ""], "only 3 values that are not a pair"),
    ],
)
def test_no_role_at_all_says_which_attribute_aws_reads(values: list[str], words: str) -> None:
    assertion = read_assertion(Secret(encode(response_xml(CLAIMS, values=values))))
    for refused in (refusal(assertion), pair_refusal(assertion, ROLE)):
        assert words in refused.message
        assert "https://aws.amazon.com/SAML/Attributes/Role" in refused.hint


def pair_refusal(assertion: Assertion, role_arn: str) -> Refused:
    with pytest.raises(Refused) as caught:
        pair_for(assertion, role_arn)
    return caught.value


def listing(*pairs: tuple[str, str]) -> Assertion:
    return read_assertion(Secret(assertion_for(pairs, NOW)))


def test_role_is_found_with_its_provider() -> None:
    assertion = listing((f"{ACCOUNT}:role/admin", PROVIDER), (ROLE, PROVIDER))
    assert pair_for(assertion, ROLE) == (ROLE, PROVIDER)


def test_provider_asked_for_is_preferred_else_the_first() -> None:
    other = f"{ACCOUNT}:saml-provider/other"
    assertion = listing((ROLE, PROVIDER), (ROLE, other))
    assert pair_for(assertion, ROLE).provider_arn == PROVIDER
    assert pair_for(assertion, ROLE, "other").provider_arn == other
    assert pair_for(assertion, ROLE, "nobody").provider_arn == PROVIDER


@pytest.mark.parametrize("wanted", ["Read", "ops", "s/read", "ops/Read", "ops/read2", "ops/rea"])
def test_role_is_the_whole_arn_or_its_bare_name(wanted: str) -> None:
    refused = pair_refusal(listing((ROLE, PROVIDER)), f"{ACCOUNT}:role/{wanted}")
    assert f"does not list {ACCOUNT}:role/{wanted}." in refused.message
    assert refused.hint == "In that account it lists: ops/read."


def test_bare_name_stands_for_the_one_role_with_a_path() -> None:
    assert pair_for(listing((ROLE, PROVIDER)), f"{ACCOUNT}:role/read").role_arn == ROLE
    other = f"{ACCOUNT}:saml-provider/other"
    twice = listing((ROLE, PROVIDER), (ROLE, other))
    assert pair_for(twice, f"{ACCOUNT}:role/read", "other") == (ROLE, other)
    plain = listing((ROLE, PROVIDER), (f"{ACCOUNT}:role/read", PROVIDER))
    assert pair_for(plain, f"{ACCOUNT}:role/read").role == "read"
    elsewhere = ROLE.replace("123456789012", "210987654321")
    foreign = listing((elsewhere, PROVIDER.replace("123456789012", "210987654321")))
    assert "does not list" in pair_refusal(foreign, f"{ACCOUNT}:role/read").message


def test_bare_name_of_several_roles_is_refused_with_their_names() -> None:
    two = listing((ROLE, PROVIDER), (f"{ACCOUNT}:role/dev/read", PROVIDER))
    refused = pair_refusal(two, f"{ACCOUNT}:role/read")
    assert refused.message == "The identity provider's assertion lists several roles read."
    assert refused.hint == "Name one with its path: ops/read, dev/read."


def test_up_to_five_roles_of_the_account_are_named_and_the_rest_counted() -> None:
    roles = [(f"{ACCOUNT}:role/r{n}", PROVIDER) for n in range(7)]
    wanted = f"{ACCOUNT}:role/admin"
    hint = pair_refusal(listing(*roles), wanted).hint
    assert hint == "In that account it lists: r0, r1, r2, r3, r4 and 2 more."
    assert pair_refusal(listing(*roles[:5]), wanted).hint.endswith("r4.")


def test_account_without_a_role_says_how_many_there_are_elsewhere() -> None:
    wanted = "arn:aws:iam::210987654321:role/read"
    assert (
        "none in that account, and 1 role in"
        in pair_refusal(listing((ROLE, PROVIDER)), wanted).hint
    )
    two = listing((ROLE, PROVIDER), (f"{ACCOUNT}:role/admin", PROVIDER))
    assert "and 2 roles in others" in pair_refusal(two, wanted).hint
    assert pair_refusal(two, "no ARN\x1b[2J at all").message.isprintable()
