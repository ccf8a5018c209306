"""Sign-in against moto's server, as a second opinion on the requests.

moto validates neither codes nor trust policies, but it knows the identity of every key.
"""

import json
import os
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from rolecall.catalog.resolve import resolve
from rolecall.signin.desk import Desk, open_desk
from tests.drivers.scripted_prompter import ScriptedPrompter

ACCOUNT = "222233334444"
CODE = "123456"


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    connection = HTTPConnection(host, port, timeout=30)
    connection.request("POST", "/moto-api/reset")  # moto's world outlives the server
    assert connection.getresponse().status == 200
    connection.close()
    server.stop()


def client(endpoint: str, service: str, key_id: str, secret: str, token: str = "") -> Any:
    return boto3.Session().client(
        service,
        endpoint_url=endpoint,
        region_name="eu-west-1",
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )


@pytest.fixture
def desk(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk of carol, a user in moto with keys and a device."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "XDG_")):
            monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    iam = client(endpoint, "iam", "setup", "setup")
    iam.create_user(UserName="carol")
    keys = iam.create_access_key(UserName="carol")["AccessKey"]
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="carol-phone")
    iam.enable_mfa_device(
        UserName="carol",
        SerialNumber=device["VirtualMFADevice"]["SerialNumber"],
        AuthenticationCode1=CODE,
        AuthenticationCode2="654321",
    )
    aws = tmp_path / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text(
        f"[default]\naws_access_key_id = {keys['AccessKeyId']}\n"
        f"aws_secret_access_key = {keys['SecretAccessKey']}\n"
    )
    (aws / "config").write_text("[default]\nregion = eu-west-1\n")
    (aws / "accounts").write_text(json.dumps({"production": ACCOUNT}))
    return open_desk()


def test_moto_knows_who_we_became(desk: Desk, endpoint: str) -> None:
    prompter = ScriptedPrompter(CODE)
    plan = desk.plan(resolve(desk.catalog, "production", "ops/deploy"))
    signed_in = desk.become(plan, prompter)
    (question,) = prompter.questions
    assert (question.user_name, question.preset.name) == ("carol", "carol-phone")
    credentials = signed_in.session.credentials
    sts = client(
        endpoint,
        "sts",
        credentials.access_key_id,
        credentials.secret_access_key.reveal(),
        credentials.session_token.reveal(),
    )
    who = sts.get_caller_identity()
    assert who["Account"] == ACCOUNT
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/carol"
    assert signed_in.login is not None
    lasts = signed_in.login.expiration - signed_in.login.started
    assert round(lasts.total_seconds(), -1) == 43_200


def test_the_next_role_needs_no_code_of_motos_either(desk: Desk) -> None:
    desk.become(desk.plan(resolve(desk.catalog, "production", "read")), ScriptedPrompter(CODE))
    plan = desk.plan(resolve(desk.catalog, "production", "admin"))
    signed_in = desk.become(plan, ScriptedPrompter())
    assert signed_in.new and not signed_in.asked_code
    assert desk.become(plan, ScriptedPrompter()).session == signed_in.session
