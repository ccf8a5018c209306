"""Calls to IAM: GetUser and ListMFADevices, for the base profile's user and MFA devices."""

from collections.abc import Mapping
from typing import Any

from rolecall.aws.call.bounded_call import call_aws
from rolecall.aws.call.client import AwsClients
from rolecall.aws.failures import not_aws
from rolecall.aws.refusals.denial import root_user


def user_name(clients: AwsClients) -> str:
    """Returns the name of the base profile's user (IAM GetUser).

    Raises Refused where AWS denies that, RootUser for the root user, who has no name.
    """
    response = call_aws(clients, "iam:GetUser", lambda iam: iam.get_user())
    user = response.get("User")
    if not isinstance(user, Mapping):
        raise not_aws("iam:GetUser")
    if str(user.get("Arn", "")).endswith(":root"):
        raise root_user(clients.base_profile)
    name = user.get("UserName")
    if not isinstance(name, str) or not name:
        raise not_aws("iam:GetUser")
    return name


def mfa_serials(clients: AwsClients, user: str) -> list[str]:
    """Returns the serial numbers of a user's MFA devices (IAM ListMFADevices, all pages)."""

    def send(iam: Any) -> list[Mapping[str, Any]]:
        return list(iam.get_paginator("list_mfa_devices").paginate(UserName=user))

    serials: list[str] = []
    for page in call_aws(clients, "iam:ListMFADevices", send):
        devices = page.get("MFADevices")
        if not isinstance(devices, list):
            raise not_aws("iam:ListMFADevices")
        for device in devices:
            if not isinstance(serial := device.get("SerialNumber"), str):
                raise not_aws("iam:ListMFADevices")
            serials.append(serial)
    return serials
