"""The IAM actions of a sign-in, and an EC2 action that needs a region."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice
from tests.drivers.sdk_clients import become, client, mfa_session, refusal

ALICE = "arn:aws:iam::111122223333:user/alice"


def _refused(call: Any, **parameters: str) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return refusal(caught.value)


def test_user_and_her_devices_are_found(aws: EmbeddedAws) -> None:
    iam = client(aws, "iam")
    assert iam.get_user()["User"]["UserName"] == "alice"
    listed = iam.list_mfa_devices(UserName="alice")
    serials = [device["SerialNumber"] for device in listed["MFADevices"]]
    assert serials == [device.serial for device in alice(aws.world).devices]
    assert serials[0] == "arn:aws:iam::111122223333:mfa/alice-phone"
    assert listed["IsTruncated"] is False


def test_user_without_devices_gets_an_empty_list(aws: EmbeddedAws) -> None:
    alice(aws.world).devices.clear()
    assert client(aws, "iam").list_mfa_devices()["MFADevices"] == []


def test_denied_action_is_named_and_can_be_allowed_again(aws: EmbeddedAws) -> None:
    iam = client(aws, "iam")
    aws.world.deny(ALICE, "iam:ListMFADevices")
    assert _refused(iam.list_mfa_devices, UserName="alice") == (
        403,
        "AccessDenied",
        f"User: {ALICE} is not authorized to perform: iam:ListMFADevices on resource: user alice "
        "because no identity-based policy allows the iam:ListMFADevices action",
    )
    assert iam.get_user()
    aws.world.allow(ALICE, "iam:ListMFADevices")
    assert iam.list_mfa_devices()


def test_unknown_user_is_not_found(aws: EmbeddedAws) -> None:
    assert _refused(client(aws, "iam").get_user, UserName="mallory") == (
        404,
        "NoSuchEntity",
        "The user with name mallory cannot be found.",
    )


def test_iam_wants_sessions_with_mfa(aws: EmbeddedAws) -> None:
    unproved = client(aws, "sts").get_session_token()["Credentials"]
    assert _refused(client(aws, "iam", unproved).get_user)[:2] == (403, "InvalidClientTokenId")
    assert client(aws, "iam", mfa_session(aws)).get_user()["User"]["UserName"] == "alice"


def test_role_has_no_user_but_the_alias_of_its_account(aws: EmbeddedAws) -> None:
    session = become(aws, mfa_session(aws), "data-lake", "analyst")["Credentials"]
    iam = client(aws, "iam", session)
    assert _refused(iam.get_user) == (
        400,
        "ValidationError",
        "Must specify userName when calling with non-User credentials",
    )
    assert iam.list_account_aliases()["AccountAliases"] == ["data-lake"]


def test_region_comes_from_the_signature(aws: EmbeddedAws) -> None:
    session = become(aws, mfa_session(aws), "staging", "read")["Credentials"]
    ec2 = client(aws, "ec2", session, region_name="eu-west-1")
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    assert [zone["ZoneName"] for zone in zones] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    regions = [region["RegionName"] for region in ec2.describe_regions()["Regions"]]
    assert "eu-west-1" in regions


def test_bastion_user_can_do_nothing_but_sign_in(aws: EmbeddedAws) -> None:
    status, code, message = _refused(client(aws, "ec2").describe_availability_zones)
    assert (status, code) == (403, "UnauthorizedOperation")
    assert message.startswith("You are not authorized to perform this operation.")


def test_ec2_refuses_keys_in_its_own_words(aws: EmbeddedAws) -> None:
    ec2 = client(aws, "ec2", aws_secret_access_key="x" * 40)
    assert _refused(ec2.describe_regions) == (
        401,
        "AuthFailure",
        "AWS was not able to validate the provided access credentials",
    )


def test_calls_nobody_has_built_are_unknown_and_no_crash(aws: EmbeddedAws) -> None:
    status, code, _ = _refused(client(aws, "iam").list_users)
    assert (status, code) == (400, "InvalidAction")
