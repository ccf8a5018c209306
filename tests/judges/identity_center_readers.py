"""AWS's own programs that read, and refresh, the session of an Identity Center.

Each takes a role by a profile with sso_session, sso_account_id and sso_role_name, and returns the
ARN of whom it is then. It has the environment that it is given. Raises AssertionError if it fails.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import boto3
import pytest

from tests.judges.aws_cli_v2 import AwsCliV2
from tests.judges.installed_once import PATIENCE, installed_once

JAVASCRIPT = "@aws-sdk/credential-providers@3.966.0"
Reader = Callable[[Mapping[str, str], str], str]


def aws_cli_2(env: Mapping[str, str], profile: str) -> str:
    _forget_role_credentials(env)
    done = AwsCliV2(env).run("sts", "get-caller-identity", "--profile", profile)
    return _arn_in(done)


def aws_cli_1(env: Mapping[str, str], profile: str) -> str:
    """The `aws` of PyPI, which is in this environment; it has no `sso login` of its own."""
    _forget_role_credentials(env)
    program = str(Path(sys.executable).with_name("aws"))
    return _arn_in(_run([program, "sts", "get-caller-identity", "--profile", profile], env))


_BOTO3 = """
import boto3, json, sys
sts = boto3.Session(profile_name=sys.argv[1]).client("sts", "eu-central-1")
print(json.dumps({"Arn": sts.get_caller_identity()["Arn"]}))
"""


def python_sdk(env: Mapping[str, str], profile: str) -> str:
    return _arn_in(_run([sys.executable, "-c", _BOTO3, profile], env))


_NODE = """
const { fromIni } = require(process.argv[1]);
fromIni({ profile: process.argv[2] })().then(
    (keys) => console.log(JSON.stringify(keys)),
    (error) => { console.error(`${error.name}: ${error.message}`); process.exit(1); },
);
"""


def javascript_sdk(env: Mapping[str, str], profile: str) -> str:
    """The SDK for JavaScript v3; skips without node and npm."""
    provider = _javascript_providers()
    done = _run(["node", "-e", _NODE, str(provider), profile], env)
    assert done.returncode == 0, done.stderr
    keys = json.loads(done.stdout)
    return arn_of(env, keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])


def arn_of(env: Mapping[str, str], access_key_id: str, secret: str, token: str) -> str:
    """Returns whose keys these are."""
    sts = boto3.client(
        "sts",
        "eu-central-1",
        endpoint_url=env["AWS_ENDPOINT_URL"],
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )
    return str(sts.get_caller_identity()["Arn"])


READERS: dict[str, Reader] = {
    "AWS CLI v2": aws_cli_2,
    "AWS CLI v1": aws_cli_1,
    "boto3": python_sdk,
    "SDK for JavaScript": javascript_sdk,
}


def _javascript_providers() -> Path:
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm and node are not installed")

    def install(folder: Path) -> None:
        words = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", JAVASCRIPT]
        if subprocess.run(words, cwd=folder, capture_output=True, timeout=PATIENCE).returncode:
            pytest.skip(f"npm cannot install {JAVASCRIPT} here")

    name, _, version = JAVASCRIPT.rpartition("@")
    return installed_once(f"aws-sdk-js-{version}", install) / "node_modules" / name


def _forget_role_credentials(env: Mapping[str, str]) -> None:
    """The CLI keeps a role's credentials, and needs no session while they last."""
    shutil.rmtree(Path(env["HOME"], ".aws", "cli", "cache"), ignore_errors=True)


def _run(words: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=dict(env), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def _arn_in(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["Arn"])
