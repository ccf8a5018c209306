"""Identity and Access Management: who the base user is, and which MFA devices they have."""

from rolecall.aws.client import AwsClients
from rolecall.aws.refusals import aws_call


def user_name(clients: AwsClients) -> str:
    """The name of the base profile's user (IAM GetUser). Raises Refused where that is denied."""
    with aws_call("iam:GetUser", clients.base_profile):
        return str(clients.client("iam").get_user()["User"]["UserName"])


def mfa_serials(clients: AwsClients, user: str) -> list[str]:
    """The serial numbers of a user's MFA devices (IAM ListMFADevices, all pages)."""
    serials: list[str] = []
    with aws_call("iam:ListMFADevices", clients.base_profile):
        pages = clients.client("iam").get_paginator("list_mfa_devices").paginate(UserName=user)
        for page in pages:
            serials += [str(device["SerialNumber"]) for device in page["MFADevices"]]
    return serials
