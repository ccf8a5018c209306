"""Real SDK clients of the embedded AWS."""

import base64
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice

REGION = "eu-central-1"
ONE_TRY = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=10,
    read_timeout=10,
    parameter_validation=False,  # so that AWS is the one to refuse
)

Answer = dict[str, Any]


def client(aws: EmbeddedAws, service: str, credentials: Answer | None = None, **more: str) -> Any:
    """A boto3 client with alice's keys, or with the Credentials of an STS response."""
    user = alice(aws.world)
    keys = {
        "aws_access_key_id": user.access_key_id,
        "aws_secret_access_key": user.secret,
        "region_name": REGION,
    }
    if credentials:
        keys |= {
            "aws_access_key_id": credentials["AccessKeyId"],
            "aws_secret_access_key": credentials["SecretAccessKey"],
            "aws_session_token": credentials["SessionToken"],
        }
    return boto3.Session().client(
        service, endpoint_url=aws.endpoint, config=ONE_TRY, **(keys | more)
    )


def phone_code(aws: EmbeddedAws, windows: int = 0) -> Answer:
    """SerialNumber and TokenCode of alice's phone, as parameters of a call."""
    phone = alice(aws.world).devices[0]
    return {
        "SerialNumber": phone.serial,
        "TokenCode": phone.code(aws.world.clock(), windows),
    }


def mfa_session(aws: EmbeddedAws) -> Answer:
    """The Credentials of GetSessionToken with MFA."""
    credentials: Answer = client(aws, "sts").get_session_token(**phone_code(aws))["Credentials"]
    return credentials


def become(aws: EmbeddedAws, credentials: Answer | None, alias: str, role: str, **more: Any) -> Any:
    """Call AssumeRole as the classic does, with the external id that the trust policy requires."""
    target = aws.world.role(alias, role)
    parameters: Answer = {"RoleArn": target.arn, "RoleSessionName": "alice"}
    if target.external_id is not None:
        parameters["ExternalId"] = target.external_id
    return client(aws, "sts", credentials).assume_role(**(parameters | more))


def refusal(error: ClientError) -> tuple[int, str, str]:
    """HTTP status, error code and message."""
    said = error.response
    status = int(said["ResponseMetadata"]["HTTPStatusCode"])
    return status, str(said["Error"]["Code"]), str(said["Error"]["Message"])


def unsigned(aws: EmbeddedAws) -> Any:
    """An STS client without credentials."""
    return boto3.Session().client(
        "sts",
        endpoint_url=aws.endpoint,
        region_name=REGION,
        config=ONE_TRY.merge(Config(signature_version=UNSIGNED)),
    )


def federate(aws: EmbeddedAws, alias: str, role: str, **more: Any) -> Answer:
    """Call AssumeRoleWithSAML with a new assertion; `more` replaces parameters (None omits one)."""
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


def federation_refused(aws: EmbeddedAws, **more: Any) -> tuple[int, str, str]:
    """The error of AssumeRoleWithSAML for the partner portal's `read`."""
    with pytest.raises(ClientError) as caught:
        federate(aws, "partner-portal", "read", **more)
    return refusal(caught.value)


def encoded(text: str | bytes) -> str:
    """A response as the parameter SAMLAssertion."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()
