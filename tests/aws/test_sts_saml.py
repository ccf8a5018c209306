"""The request of AssumeRoleWithSAML: unsigned, to the partition's host; its response is checked."""

import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.aws.call.anonymous import anonymous_client
from rolecall.aws.sts_saml import assume_role_with_saml
from rolecall.core.errors import ConfigError, RolecallError, Unreachable
from rolecall.core.model import Credentials, Target
from rolecall.core.secret import Secret
from rolecall.demo.faults import (
    Fault,
    altered,
    reset,
    throttle,
    truncated,
    unavailable,
    wrong_body,
)
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.saml_visitor import CALL, LAB, PORTAL, SamlVisitor
from tests.servers.idp_server import IdpServer
from tests.servers.idp_server import Reply as HttpReply

PARTITIONS = {
    "aws": "eu-central-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def saml(
    aws: EmbeddedAws, clock: SettableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SamlVisitor:
    stage = build_stage(tmp_path / "world", aws.world, aws.endpoint, os.environ)
    return SamlVisitor(stage, aws, clock, monkeypatch)


def call(saml: SamlVisitor, role: str = "read", region: str = "", **more: object) -> Credentials:
    target = Target("343434345656", (PORTAL,), role, scheme="saml", idp="demo-idp")
    values = {
        "provider_arn": "arn:aws:iam::343434345656:saml-provider/demo-idp",
        "assertion": Secret(saml.aws.idp.respond()),
        "duration": 3600,
        "region": region,
        "clock": lambda: saml.now,
    } | more
    return assume_role_with_saml(target, **values)  # type: ignore[arg-type]


@pytest.fixture(params=list(PARTITIONS))
def abroad(
    request: pytest.FixtureRequest,
    clock: SettableClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SamlVisitor]:
    """The federated organisation in each partition."""
    with EmbeddedAws(demo_world(clock, request.param)) as aws:
        stage = build_stage(tmp_path / "abroad", aws.world, aws.endpoint, os.environ)
        yield SamlVisitor(stage, aws, clock, monkeypatch)
        assert not aws.crashes


def test_each_partition_is_asked_for_its_own_arns(abroad: SamlVisitor) -> None:
    (partition,) = {role.partition for role in abroad.aws.world.roles.values()}
    signed_in = abroad.log_in(LAB, "researcher")
    parameters = abroad.last(CALL).parameters
    assert parameters["RoleArn"] == f"arn:{partition}:iam::565656567878:role/researcher"
    assert parameters["PrincipalArn"] == f"arn:{partition}:iam::565656567878:saml-provider/demo-idp"
    assert signed_in.session.arn == parameters["RoleArn"]
    assert signed_in.session.region == PARTITIONS[partition]
    # The assertion's other roles are of the same partition.
    assert {target.partition for target in abroad.desk().catalog.targets if target.idp} == {
        partition
    }


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "", "sts.us-east-1.amazonaws.com"),
        ("aws", "eu-west-1", "sts.eu-west-1.amazonaws.com"),
        ("aws-cn", "eu-west-1", "sts.cn-north-1.amazonaws.com.cn"),
        ("aws-us-gov", "us-gov-east-1", "sts.us-gov-east-1.amazonaws.com"),
        ("aws-eusc", "", "sts.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_the_host_is_the_partitions(
    monkeypatch: pytest.MonkeyPatch, partition: str, region: str, host: str, tmp_path: Path
) -> None:
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    client = anonymous_client("sts", region, partition)
    assert client.meta.endpoint_url == f"https://{host}"


def test_no_word_of_any_credentials_goes_along(saml: SamlVisitor) -> None:
    """Neither those of the environment nor those of [default]."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x" * 40}
    with IdpServer(lambda request: HttpReply(body=b"{}")) as recorder:
        saml.setenv(**keys, AWS_SESSION_TOKEN="y" * 40, AWS_ENDPOINT_URL=recorder.origin)
        with pytest.raises(Unreachable):
            call(saml)
    request = recorder.logins[0]
    assert not {"authorization", "x-amz-security-token"} & set(request.headers)
    sent = f"{request}"
    assert saml.user.access_key_id not in sent
    assert not [value for value in keys.values() if value in sent]


def test_a_default_profile_that_would_start_a_process_is_left_alone(
    saml: SamlVisitor, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    saml.write(saml.paths.aws_credentials, [])
    saml.write(
        saml.paths.aws_config, ["[default]", f"credential_process = /usr/bin/touch {started}"]
    )
    call(saml)
    assert not started.exists()


def test_a_default_profile_that_is_a_broken_role_does_not_disturb(saml: SamlVisitor) -> None:
    saml.write(saml.paths.aws_credentials, [])
    saml.write(
        saml.paths.aws_config,
        ["[default]", "role_arn = arn:aws:iam::1:role/x", "source_profile = gone"],
    )
    call(saml)


def test_what_the_default_profile_says_of_the_network_holds(
    saml: SamlVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    saml.write(saml.paths.aws_config, ["[default]", f"endpoint_url = {saml.aws.endpoint}"])
    call(saml)
    assert saml.calls == 1


def test_an_endpoint_that_is_no_url_is_a_setting_to_mend(saml: SamlVisitor) -> None:
    saml.setenv(AWS_ENDPOINT_URL="not a url")
    with pytest.raises(ConfigError, match="AWS settings") as raised:
        call(saml)
    assert "AWS_ENDPOINT_URL" in raised.value.hint


CANARY = "CanaryCanaryCanaryCanaryCanaryCanary0000"


def _replaced(field: str, value: str) -> Fault:
    def change(body: bytes) -> bytes:
        changed = re.sub(f"<{field}>.*?</{field}>", f"<{field}>{value}</{field}>", body.decode())
        assert changed != body.decode()
        return changed.encode()

    return altered(change)


@pytest.mark.parametrize(
    "fault",
    [
        _replaced("Arn", "arn:aws:sts::343434345656:assumed-role/admin/alice"),
        _replaced("Arn", "arn:aws:sts::999999999999:assumed-role/read/alice"),
        _replaced("Arn", "arn:aws:sts::343434345656:assumed-role/read-more/alice"),
        _replaced("AccessKeyId", "$(touch pwned)AAAAAAA"),
        _replaced("SecretAccessKey", f"{CANARY}\n[evil]"),
        _replaced("SessionToken", f"{CANARY};"),
        _replaced("Expiration", "2001-01-01T00:00:00Z"),
        _replaced("Expiration", "9999-12-31T23:59:59Z"),
        truncated(200),
        wrong_body(b""),
        wrong_body(b"<html>Canary: please sign in</html>"),
        wrong_body(b'{"Canary": 1}', content_type="application/json"),
    ],
)
def test_an_answer_that_cannot_be_awss_is_refused(saml: SamlVisitor, fault: Fault) -> None:
    assertion = saml.aws.idp.respond()
    saml.aws.faults.add(CALL, fault)
    with pytest.raises(RolecallError) as raised:
        call(saml, assertion=Secret(assertion))
    error = raised.value
    told = "".join(traceback.format_exception(error)) + error.message + error.hint
    assert error.hint and "Canary" not in told and assertion[:40] not in told


def test_a_role_with_a_path_is_checked_by_its_name(saml: SamlVisitor) -> None:
    """AssumedRoleUser.Arn has no path."""
    role = saml.aws.world.role(PORTAL, "read")
    role.path = "team/ops/"
    saml.aws.world.roles = {role.arn: role}
    saml.aws.idp.roles = [f"{role.arn},{saml.aws.idp.roles[0].split(',')[1]}"]
    assert call(saml, "team/ops/read").expiration > saml.now


@pytest.mark.parametrize("fault", [unavailable(500), throttle(), reset()])
def test_an_sts_in_trouble_is_asked_three_times_at_most(saml: SamlVisitor, fault: Fault) -> None:
    saml.aws.faults.add(CALL, fault)
    with pytest.raises(Unreachable):
        call(saml)
    assert 1 < saml.calls <= 3


def test_trouble_that_passes_is_not_told(saml: SamlVisitor) -> None:
    saml.aws.faults.add(CALL, throttle(), times=2)
    call(saml)
    assert saml.calls == 3


def test_the_call_says_no_more_than_it_must(saml: SamlVisitor) -> None:
    """The assertion is sent unchanged, byte for byte."""
    assertion = saml.aws.idp.respond()
    call(saml, assertion=Secret(assertion), duration=900)
    parameters = saml.last(CALL).parameters
    assert parameters["SAMLAssertion"] == assertion
    assert parameters["DurationSeconds"] == "900"
    assert set(parameters) == {
        *("Action", "Version", "RoleArn", "PrincipalArn", "SAMLAssertion", "DurationSeconds")
    }


def test_an_assertion_goes_to_no_stranger_in_plain_text(saml: SamlVisitor) -> None:
    """The variable leads there whatever the profile says."""
    saml.setenv(AWS_ENDPOINT_URL_STS="http://sts.example.com")
    with pytest.raises(ConfigError, match=r"go to http://sts\.example\.com in plain text"):
        call(saml)


def test_the_answer_to_an_assertion_is_bounded(saml: SamlVisitor) -> None:
    with IdpServer(lambda request: HttpReply(body=b"x" * (2 << 20))) as server:
        saml.setenv(AWS_ENDPOINT_URL_STS=server.origin)
        with pytest.raises(Unreachable, match="larger than"):
            call(saml)
