"""Other programs of a user: boto3 and the `aws` command."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from tests.drivers.program import PATIENCE, Done, Program

WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
KEY = """
import boto3
held = boto3.Session().get_credentials().get_frozen_credentials()
print(held.access_key, held.token)
"""
REGIONS = "import boto3; print(len(boto3.client('ec2').describe_regions()['Regions']) > 0)"


def empty_environment(program: Program, profile: str) -> dict[str, str]:
    """An environment with a HOME, a profile's name and the embedded AWS's endpoint."""
    kept = ("HOME", "PATH", "AWS_ENDPOINT_URL", "NO_PROXY", "no_proxy")
    env = {name: program.env[name] for name in kept if name in program.env}
    return {**env, "AWS_PROFILE": profile, "AWS_EC2_METADATA_DISABLED": "true"}


def boto(program: Program, profile: str, script: str) -> Done:
    """Run a script in a Python process of its own."""
    return _run([sys.executable, "-c", script], program, profile)


def aws_command(program: Program, profile: str, *words: str, env: Mapping[str, str] = {}) -> Done:
    """Run the AWS CLI; `env` adds variables."""
    path = os.path.join(os.path.dirname(sys.executable), "aws")
    return _run([path, *words, "--output", "text"], program, profile, env)


def _run(
    command: Sequence[str], program: Program, profile: str, env: Mapping[str, str] = {}
) -> Done:
    return subprocess.run(
        command,
        env={**empty_environment(program, profile), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=True,
    )
