"""The organisation in GovCloud, China and the European cloud: ARNs and sign-in endpoints."""

import os
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import become, client, federate, federation_refused, mfa_session


@pytest.fixture(params=["aws", "aws-cn", "aws-us-gov", "aws-eusc"])
def partition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def organisation(clock: SettableClock, partition: str) -> World:
    return demo_world(clock, partition)


def test_user_and_role_session_are_of_the_partition(aws: EmbeddedAws, partition: str) -> None:
    who = client(aws, "sts").get_caller_identity()["Arn"]
    assert who == f"arn:{partition}:iam::111122223333:user/alice"
    (first, *_) = client(aws, "iam").list_mfa_devices()["MFADevices"]
    assert first["SerialNumber"] == f"arn:{partition}:iam::111122223333:mfa/alice-phone"
    answer = become(aws, mfa_session(aws), "production", "ops/deploy")
    arn = f"arn:{partition}:sts::222233334444:assumed-role/deploy/alice"
    assert answer["AssumedRoleUser"]["Arn"] == arn
    assert client(aws, "sts", answer["Credentials"]).get_caller_identity()["Arn"] == arn


def test_chain_is_of_the_partition(aws: EmbeddedAws, partition: str) -> None:
    auditor = become(aws, mfa_session(aws), "audit", "auditor")["Credentials"]
    arn = become(aws, auditor, "log-archive", "archivist")["AssumedRoleUser"]["Arn"]
    assert arn.startswith(f"arn:{partition}:sts::012345678901:")


def test_assertion_is_for_the_sign_in_of_the_partition(aws: EmbeddedAws, partition: str) -> None:
    answer = federate(aws, "partner-portal", "support")
    assert answer["AssumedRoleUser"]["Arn"].startswith(f"arn:{partition}:sts::343434345656:")
    hosts = {
        "aws": "signin.aws.amazon.com",
        "aws-cn": "signin.amazonaws.cn",
        "aws-us-gov": "signin.amazonaws-us-gov.com",
        "aws-eusc": "signin.amazonaws-eusc.eu",
    }
    assert answer["Audience"] == f"https://{hosts[partition]}/saml"
    for other in hosts.keys() - {partition}:
        aws.idp.recipient = f"https://{hosts[other]}/saml"
        assert federation_refused(aws)[1] == "InvalidIdentityToken", other


def test_role_of_the_same_name_elsewhere_is_another(aws: EmbeddedAws, partition: str) -> None:
    arn = aws.world.role("staging", "read").arn
    assert arn.startswith(f"arn:{partition}:")
    other = arn.replace(partition, "aws-iso", 1)
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        become(aws, mfa_session(aws), "staging", "read", RoleArn=other)


def test_laid_home_is_of_the_partition(aws: EmbeddedAws, partition: str, tmp_path: Path) -> None:
    stage = build_stage(tmp_path, aws.world, aws.endpoint, os.environ)
    config = Path(stage.paths.aws_config).read_text()
    regions = {
        "aws": "eu-central-1",
        "aws-cn": "cn-north-1",
        "aws-us-gov": "us-gov-west-1",
        "aws-eusc": "eusc-de-east-1",
    }
    assert f"[default]\nregion = {regions[partition]}\n" in config
    assert {word.split(":")[1] for word in config.split() if word.startswith("arn:")} == {partition}
    assert alice(aws.world).partition == partition
