"""A role by the token of an OIDC provider."""

from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.sts.web_identity import web_token
from rolecall.demo.world.bastion import BASTION
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.world import Role
from tests.drivers.sdk_clients import client, refusal

ISSUER = "ci.example"


@pytest.fixture
def role(aws: EmbeddedAws) -> Role:
    provider = f"arn:aws:iam::{BASTION}:oidc-provider/{ISSUER}"
    return aws.world.add_role(Role(BASTION, "build", trusts={provider}, needs_mfa=False))


def _taken(aws: EmbeddedAws, role: Role, token: str, **more: Any) -> Any:
    sts = Session().create_client(
        "sts",
        region_name="eu-central-1",
        endpoint_url=aws.endpoint,
        config=Config(signature_version=UNSIGNED, parameter_validation=False),
    )
    given = {"RoleArn": role.arn, "RoleSessionName": "ci", "WebIdentityToken": token}
    return sts.assume_role_with_web_identity(**given, **more)


def _refused(aws: EmbeddedAws, role: Role, token: str, **more: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        _taken(aws, role, token, **more)
    return refusal(caught.value)


def test_a_token_gives_the_role(aws: EmbeddedAws, role: Role, clock: SettableClock) -> None:
    answer = _taken(aws, role, web_token(ISSUER, clock() + 60))
    who = client(aws, "sts", answer["Credentials"]).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{BASTION}:assumed-role/build/ci"
    assert answer["Provider"] == ISSUER


def test_what_is_refused(aws: EmbeddedAws, role: Role, clock: SettableClock) -> None:
    good = web_token(ISSUER, clock() + 60)
    assert _refused(aws, role, web_token(ISSUER, clock()))[1] == "ExpiredTokenException"
    assert _refused(aws, role, web_token("other.example", clock() + 60))[:2] == (
        403,
        "AccessDenied",
    )
    assert _refused(aws, aws.world.role("sandbox", "admin"), good)[:2] == (403, "AccessDenied")
    for garbage in ("none", "a.b.c", "a.e30.c"):
        status, code, said = _refused(aws, role, garbage)
        assert (status, code) == (400, "InvalidIdentityToken") and garbage not in said
    assert "MaxSessionDuration" in _refused(aws, role, good, DurationSeconds=3601)[2]
    short = _refused(aws, role, good, DurationSeconds=899)
    assert "greater than or equal to 900" in short[2]
