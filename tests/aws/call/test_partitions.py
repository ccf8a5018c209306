"""Host, region and ARNs of the calls in each partition."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.aws.call.client import AwsClients
from rolecall.catalog.resolve import resolve
from rolecall.core.errors import Refused
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from rolecall.signin.desk import open_desk
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor
from tests.servers.moto_server import MOTO_ACCOUNT, running_moto

ACCOUNT = "222233334444"
KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI\n"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A HOME with keys alone, without endpoint and region; returns its `.aws`."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "XDG_")):
            monkeypatch.delenv(name)
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text(f"[default]\n{KEYS}")
    for name, value in {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    return folder


def host(service: str, partition: str, region: str = "") -> str:
    url = AwsClients("default", region, partition).client(service).meta.endpoint_url
    return str(url).removeprefix("https://")


@pytest.mark.parametrize(
    ("partition", "region", "sts", "iam"),
    [
        ("aws", "", "sts.us-east-1.amazonaws.com", "iam.amazonaws.com"),
        ("aws", "eu-west-1", "sts.eu-west-1.amazonaws.com", "iam.amazonaws.com"),
        (
            "aws-cn",
            "",
            "sts.cn-north-1.amazonaws.com.cn",
            "iam.cn-north-1.amazonaws.com.cn",
        ),
        (
            "aws-cn",
            "cn-northwest-1",
            "sts.cn-northwest-1.amazonaws.com.cn",
            "iam.cn-north-1.amazonaws.com.cn",
        ),
        (
            "aws-cn",
            "us-east-1",
            "sts.cn-north-1.amazonaws.com.cn",
            "iam.cn-north-1.amazonaws.com.cn",
        ),
        ("aws-us-gov", "", "sts.us-gov-west-1.amazonaws.com", "iam.us-gov.amazonaws.com"),
        (
            "aws-us-gov",
            "us-gov-east-1",
            "sts.us-gov-east-1.amazonaws.com",
            "iam.us-gov.amazonaws.com",
        ),
        ("aws-us-gov", "us-west-2", "sts.us-gov-west-1.amazonaws.com", "iam.us-gov.amazonaws.com"),
        ("aws-eusc", "", "sts.eusc-de-east-1.amazonaws.eu", "iam.eusc-de-east-1.amazonaws.eu"),
        ("aws-iso", "", "sts.us-iso-east-1.c2s.ic.gov", "iam.us-iso-east-1.c2s.ic.gov"),
        ("aws-iso-b", "", "sts.us-isob-east-1.sc2s.sgov.gov", "iam.us-isob-east-1.sc2s.sgov.gov"),
    ],
)
def test_each_partition_has_hosts_of_its_own(
    environment: Path, partition: str, region: str, sts: str, iam: str
) -> None:
    assert host("sts", partition, region) == sts
    assert host("iam", partition, region) == iam


def test_the_base_profiles_region_does_not_lead_out_of_the_partition(environment: Path) -> None:
    (environment / "config").write_text("[default]\nregion = eu-west-1\n")
    assert host("sts", "aws-cn") == "sts.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    ("partition", "region", "sts", "iam"),
    [
        ("aws", "us-east-1", "sts-fips.us-east-1.amazonaws.com", "iam-fips.amazonaws.com"),
        ("aws", "ca-central-1", "sts-fips.ca-central-1.amazonaws.com", "iam-fips.amazonaws.com"),
        ("aws", "", "sts-fips.us-east-1.amazonaws.com", "iam-fips.amazonaws.com"),
        # In GovCloud, the default endpoints are the FIPS ones.
        ("aws-us-gov", "", "sts.us-gov-west-1.amazonaws.com", "iam.us-gov.amazonaws.com"),
        (
            "aws-us-gov",
            "us-gov-east-1",
            "sts.us-gov-east-1.amazonaws.com",
            "iam.us-gov.amazonaws.com",
        ),
    ],
)
def test_fips_endpoints_are_asked_where_wanted(
    environment: Path,
    monkeypatch: pytest.MonkeyPatch,
    partition: str,
    region: str,
    sts: str,
    iam: str,
) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    assert host("sts", partition, region) == sts
    assert host("iam", partition, region) == iam


def test_the_global_sts_is_asked_only_where_wanted(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", "legacy")
    assert host("sts", "aws", "us-east-1") == "sts.amazonaws.com"
    assert host("sts", "aws-us-gov") == "sts.us-gov-west-1.amazonaws.com"
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    assert host("sts", "aws", "us-east-1") == "sts-fips.us-east-1.amazonaws.com"


# What says it, the region of the world outside, and where that leads.
SAID = [
    ("partition = 'aws-cn'", "eu-central-1", "cn-north-1", "aws-cn"),
    ("partition = 'aws-us-gov'", "us-gov-east-1", "us-gov-east-1", "aws-us-gov"),
    ("region = 'us-gov-west-1'", "", "us-gov-west-1", "aws-us-gov"),
    ("region = 'cn-northwest-1'", "", "cn-northwest-1", "aws-cn"),
    ("note = 'by AWS_REGION'", "cn-north-1", "cn-north-1", "aws-cn"),
    ("note = 'by AWS_REGION'", "us-gov-east-1", "us-gov-east-1", "aws-us-gov"),
    ("note = 'by AWS_REGION'", "eusc-de-east-1", "eusc-de-east-1", "aws-eusc"),
]


@pytest.mark.parametrize(("setting", "env_region", "region", "partition"), SAID)
def test_the_arn_that_is_asked_for_is_the_partitions(
    home: Stage,
    aws: EmbeddedAws,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    env_region: str,
    region: str,
    partition: str,
) -> None:
    visitor = Visitor(home, aws, clock, monkeypatch)
    visitor.write(visitor.paths.config_file, ["[accounts.abroad]", f"id = '{ACCOUNT}'", setting])
    visitor.write(visitor.paths.aws_config, [])
    if env_region:
        visitor.setenv(AWS_REGION=env_region)
    with pytest.raises(Refused):  # the demo's organisation has no account in other partitions
        visitor.become("abroad", "ops/read", visitor.code())
    assert visitor.last("AssumeRole").parameters["RoleArn"] == (
        f"arn:{partition}:iam::{ACCOUNT}:role/ops/read"
    )
    sts = [asked for asked in aws.calls if asked.service == "sts"]
    assert [asked.action for asked in sts] == ["GetSessionToken", "AssumeRole"]
    assert {asked.region for asked in sts} == {region}


@pytest.fixture
def moto(environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An AWS that responds with ARNs of the region that a call was signed for."""
    with running_moto() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield endpoint


@pytest.mark.parametrize(("setting", "env_region", "region", "partition"), SAID)
def test_aws_gives_the_role_of_the_partition(
    environment: Path,
    moto: str,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    env_region: str,
    region: str,
    partition: str,
) -> None:
    (environment / "accounts").write_text(json.dumps({"abroad": MOTO_ACCOUNT}))
    config = environment.parent / ".config" / "rolecall" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f"[accounts.abroad]\n{setting}\n")
    iam = AwsClients("default", region, partition).client("iam")
    iam.create_user(UserName="carol")
    keys = iam.create_access_key(UserName="carol")["AccessKey"]
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"][
        "SerialNumber"
    ]
    iam.enable_mfa_device(
        UserName="carol",
        SerialNumber=serial,
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )
    (environment / "credentials").write_text(
        f"[default]\naws_access_key_id = {keys['AccessKeyId']}\n"
        f"aws_secret_access_key = {keys['SecretAccessKey']}\n"
    )
    if env_region:
        monkeypatch.setenv("AWS_REGION", env_region)
    desk = open_desk()
    plan = desk.plan(resolve(desk.catalog, "abroad", "ops/read"))
    prompter = ScriptedPrompter("123456")
    signed_in = desk.become(plan, prompter)  # checks that AWS's response is for the requested ARN
    assert signed_in.session.arn == f"arn:{partition}:iam::{MOTO_ACCOUNT}:role/ops/read"
    (question,) = prompter.questions
    assert question.preset.serial == f"arn:{partition}:iam::{MOTO_ACCOUNT}:mfa/phone"
