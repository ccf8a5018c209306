"""Partitions: the one of a region, and the console addresses of each."""

import botocore.session
import pytest

from rolecall.core.partitions import PARTITIONS, Partition, partition_of, region_within
from rolecall.core.search.pasted_address import Address, parse_address
from rolecall.core.settings.setting_values import partition as read_partition

PRODUCTION = "222233334444"
WEB = {
    "aws": "aws.amazon.com",
    "aws-cn": "amazonaws.cn",
    "aws-us-gov": "amazonaws-us-gov.com",
    "aws-eusc": "amazonaws-eusc.eu",
}


def test_every_region_that_boto3_knows_is_in_its_partition() -> None:
    session = botocore.session.Session()
    assert set(session.get_available_partitions()) == set(PARTITIONS)
    for partition in PARTITIONS:
        regions = session.get_available_regions("ec2", partition)
        assert regions
        assert {partition_of(region) for region in regions} == {partition}


def test_no_region_and_a_new_one_are_in_aws() -> None:
    assert partition_of("") == "aws"
    assert partition_of("mars-north-1") == "aws"


@pytest.mark.parametrize(
    ("partition", "region", "asked"),
    [
        ("aws", "eu-west-1", "eu-west-1"),
        ("aws", "", "us-east-1"),
        ("aws", "mars-north-1", "mars-north-1"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-east-1"),
        ("aws-us-gov", "us-east-1", "us-gov-west-1"),
        ("aws-us-gov", "", "us-gov-west-1"),
        ("aws-cn", "cn-northwest-1", "cn-northwest-1"),
        ("aws-cn", "eu-west-1", "cn-north-1"),
        ("aws-eusc", "eu-central-1", "eusc-de-east-1"),
        ("aws", "cn-north-1", "us-east-1"),
        ("aws-new", "new-north-1", "new-north-1"),
    ],
)
def test_a_region_of_another_partition_gives_way(partition: str, region: str, asked: str) -> None:
    assert region_within(partition, region) == asked


def test_every_partitions_own_region_is_one_of_its_regions() -> None:
    session = botocore.session.Session()
    for name, partition in PARTITIONS.items():
        assert partition.region in session.get_available_regions("sts", name)


@pytest.mark.parametrize("web", WEB.values())
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://signin.{}/switchrole?account=222233334444&roleName=read", "read"),
        ("https://signin.{}/switchrole?roleName=ops%2Fread&account=2222-3333-4444", "ops/read"),
        ("https://222233334444.signin.{}/console", ""),
        ("https://222233334444-abc.x-north-1.console.{}/s3/home?region=x-north-1#", ""),
        ("https://222233334444-abc.x-north-1.console.{}/iam/home#/roles/details/read", "read"),
    ],
)
def test_console_addresses_of_every_partition_name_the_account(
    web: str, address: str, found: str
) -> None:
    assert parse_address(address.format(web)) == Address(PRODUCTION, found)


@pytest.mark.parametrize("partition", PARTITIONS.values(), ids=lambda partition: partition.name)
def test_a_regions_sign_in_page_is_no_account(partition: Partition) -> None:
    region, web = partition.region, partition.web
    assert parse_address(f"https://{region}.signin.{web}/console") is None
    assert parse_address(f"https://{region}.console.{web}/s3/home") is None
    for host in (f"acme-prod.signin.{web}", f"acme-prod.{region}.signin.{web}"):
        assert parse_address(f"https://{host}/console") == Address("acme-prod", "")
    switch = f"https://{region}.signin.{web}/switchrole?account=acme-prod&roleName=read"
    assert parse_address(switch) == Address("acme-prod", "read")


@pytest.mark.parametrize("partition", PARTITIONS)
def test_arns_of_every_partition_name_the_account(partition: str) -> None:
    role = f"arn:{partition}:iam::{PRODUCTION}:role/ops/read"
    assert parse_address(role) == Address(PRODUCTION, "ops/read")
    assumed = f"arn:{partition}:sts::{PRODUCTION}:assumed-role/read/alice"
    assert parse_address(assumed) == Address(PRODUCTION, "read")


@pytest.mark.parametrize(
    "host", ["signin.amazonaws.com", "sts.eusc-de-east-1.amazonaws.eu", "signin.evil-amazonaws.cn"]
)
def test_other_hosts_are_no_console(host: str) -> None:
    assert parse_address(f"https://{host}/switchrole?account={PRODUCTION}") is None


def test_the_setting_takes_every_partition_and_names_them_all() -> None:
    for name in PARTITIONS:
        assert read_partition(name) == name
    for wrong in ("aws-gov", "AWS", "", "aws-us-gov "):
        with pytest.raises(ValueError, match="a partition: ") as refusal:
            read_partition(wrong)
        assert all(f'"{name}"' in str(refusal.value) for name in PARTITIONS)
