"""AssumeRole with session policies, tags, a source identity: what STS refuses, and the effect."""

import hashlib
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import (
    Answer,
    become,
    client,
    federate,
    federation_refused,
    mfa_session,
    refusal,
)

READ_ONLY = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]
TEAM = [{"Key": "team", "Value": "core"}]


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def policy(*actions: str, effect: str = "Allow", **more: str) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*", **more}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return json.dumps(document, ensure_ascii=False)


def refused(aws: EmbeddedAws, session: Answer, **more: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        become(aws, session, "staging", "developer", **more)
    return refusal(caught.value)


def may(aws: EmbeddedAws, answer: Answer, action: str, **parameters: Any) -> str:
    """What AWS says to an action of EC2; empty where it does it."""
    ec2 = client(aws, "ec2", answer["Credentials"])
    try:
        getattr(ec2, action)(**parameters)
    except ClientError as error:
        return str(error)
    return ""


def test_a_read_only_session_reads_and_writes_nothing(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    whole = become(aws, session, "staging", "developer")
    narrow = become(aws, session, "staging", "developer", PolicyArns=READ_ONLY)
    assert may(aws, whole, "reboot_instances", InstanceIds=["i-1"]) == ""
    assert may(aws, narrow, "describe_regions") == ""
    denied = may(aws, narrow, "reboot_instances", InstanceIds=["i-1"])
    assert "no session policy allows the ec2:RebootInstances action" in denied
    assert client(aws, "sts", narrow["Credentials"]).get_caller_identity()["Account"]


def test_session_policies_count_together_and_a_denial_wins(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    reboot = policy("ec2:Reboot*")
    alone = become(aws, session, "staging", "developer", Policy=reboot)
    both = become(aws, session, "staging", "developer", Policy=reboot, PolicyArns=READ_ONLY)
    denied = policy("ec2:DescribeRegions", effect="Deny")
    less = become(aws, session, "staging", "developer", Policy=denied, PolicyArns=READ_ONLY)
    assert may(aws, alone, "reboot_instances", InstanceIds=["i-1"]) == ""
    assert may(aws, alone, "describe_regions")
    assert may(aws, both, "reboot_instances", InstanceIds=["i-1"]) == ""
    assert may(aws, both, "describe_regions") == ""
    assert may(aws, less, "describe_regions")
    assert may(aws, less, "describe_availability_zones") == ""


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument", "invalid Json"),
        ({"Policy": "[]"}, "MalformedPolicyDocument", "invalid Json"),
        ({"Policy": policy("*", Principal="*")}, "MalformedPolicyDocument", "principal"),
        ({"Policy": policy("*", effect="Maybe")}, "MalformedPolicyDocument", "Syntax errors"),
        ({"Policy": policy("a" * 2048)}, "ValidationError", "less than or equal to 2048"),
        ({"Policy": policy("€")}, "ValidationError", ""),
        (
            {"PolicyArns": [{"arn": "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"}]},
            "ValidationError",
            "does not exist",
        ),
        (
            {"Tags": [{"Key": f"k{n}", "Value": ""} for n in range(51)]},
            "ValidationError",
            "less than or equal to 50",
        ),
        ({"Tags": [{"Key": "k" * 129, "Value": ""}]}, "ValidationError", "equal to 128"),
        ({"Tags": [{"Key": "k", "Value": "v" * 257}]}, "ValidationError", "equal to 256"),
        ({"Tags": [{"Key": "a;b", "Value": ""}]}, "ValidationError", "regular expression"),
        ({"Tags": [*TEAM, {"Key": "Team", "Value": ""}]}, "InvalidParameterValue", "Duplicate"),
        ({"Tags": [{"Key": "aws:x", "Value": ""}]}, "ValidationError", "'aws:' prefixed"),
        ({"Tags": TEAM, "TransitiveTagKeys": ["x"]}, "ValidationError", "Transitive"),
        ({"SourceIdentity": "a"}, "ValidationError", "sourceIdentity"),
        ({"SourceIdentity": "a b"}, "ValidationError", "sourceIdentity"),
    ],
    ids=str,
)
def test_what_aws_refuses(aws: EmbeddedAws, more: Answer, code: str, said: str) -> None:
    status, found, message = refused(aws, mfa_session(aws), **more)
    assert (status, found) == (400, code), message
    assert said in message


def test_policies_and_tags_share_a_packed_size(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    small = become(aws, session, "staging", "developer", Tags=TEAM)
    assert 0 < small["PackedPolicySize"] < 100
    noise = [hashlib.sha256(bytes([n])).hexdigest() * 2 for n in range(50)]
    many = [{"Key": f"k{n}", "Value": value} for n, value in enumerate(noise)]
    status, code, message = refused(aws, session, Tags=many)
    assert (status, code) == (400, "PackedPolicyTooLarge")
    assert "of allotted space" in message


@pytest.mark.parametrize(
    ("action", "more"),
    [("sts:TagSession", {"Tags": TEAM}), ("sts:SetSourceIdentity", {"SourceIdentity": "alice"})],
)
def test_labels_must_be_allowed_on_both_sides(aws: EmbeddedAws, action: str, more: Answer) -> None:
    session = mfa_session(aws)
    role = aws.world.role("staging", "developer")
    assert become(aws, session, "staging", "developer", **more)
    role.not_trusted.add(action)
    expected = f"is not authorized to perform: {action} on resource: {role.arn}"
    assert refused(aws, session, **more)[2].endswith(expected)
    role.not_trusted.clear()
    aws.world.deny(alice(aws.world).arn, action)
    assert refused(aws, session, **more)[2].endswith(expected)
    assert become(aws, session, "staging", "developer")


def test_transitive_tags_and_the_source_go_on_through_a_chain(aws: EmbeddedAws) -> None:
    tags = [*TEAM, {"Key": "unit", "Value": "x"}]
    first = become(
        aws,
        mfa_session(aws),
        "audit",
        "auditor",
        Tags=tags,
        TransitiveTagKeys=["team"],
        SourceIdentity="alice",
    )
    assert first["SourceIdentity"] == "alice"
    second = become(aws, first["Credentials"], "log-archive", "archivist")
    assert second["SourceIdentity"] == "alice"
    key = aws.world.key(second["Credentials"]["AccessKeyId"])
    assert key is not None
    assert dict(key.caller.scope.tags) == {"team": "core"}
    for more in (
        {"Tags": [{"Key": "team", "Value": "other"}]},
        {"SourceIdentity": "mallory"},
    ):
        with pytest.raises(ClientError):
            become(aws, first["Credentials"], "log-archive", "archivist", **more)
    narrow = become(aws, mfa_session_later(aws), "audit", "auditor", PolicyArns=READ_ONLY)
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        become(aws, narrow["Credentials"], "log-archive", "archivist")


def mfa_session_later(aws: EmbeddedAws) -> Answer:
    device = alice(aws.world).devices[1]
    answer: Answer = client(aws, "sts").get_session_token(
        SerialNumber=device.serial, TokenCode=device.code(aws.world.clock())
    )
    return dict(answer["Credentials"])


def test_saml_takes_policies_alone(aws: EmbeddedAws) -> None:
    narrow = federate(aws, "partner-portal", "read", PolicyArns=READ_ONLY)
    assert may(aws, narrow, "reboot_instances", InstanceIds=["i-1"])
    assert may(aws, narrow, "describe_regions") == ""
    assert federation_refused(aws, Policy="{")[1] == "MalformedPolicyDocument"
