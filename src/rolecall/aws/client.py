"""Clients of one base profile, with limits on how long AWS may take."""

import os
import subprocess
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import ProcessProvider

from rolecall.aws.refusals import aws_settings
from rolecall.core.active import ACTIVE
from rolecall.core.errors import ConfigError
from rolecall.core.model import Credentials
from rolecall.core.partitions import region_within

# Seconds. A silent STS would keep botocore waiting for 180.
LIMITS = Config(
    connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3}
)


class AwsClients:
    """STS and IAM clients for a base profile, or for the MFA session taken with it.

    The profile is always named to botocore, so that keys in the environment (an assumed role's,
    usually) never become the base. A base is never a role that botocore would assume by itself:
    a profile with keys of its own beside a role_arn is its keys.
    """

    def __init__(self, base_profile: str, region: str, partition: str) -> None:
        self.base_profile = base_profile
        self._region = region_within(partition, region)
        with aws_settings(base_profile):
            self._session = _session(base_profile)
            credentials = self._session.get_credentials()
            frozen = credentials.get_frozen_credentials() if credentials else None
        if frozen is None or not frozen.access_key:
            raise ConfigError(
                f"Base profile {base_profile} holds no credentials.",
                f"Add them with: aws configure --profile {base_profile}",
            )
        self.are_temporary = bool(frozen.token)

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        """A client that signs with `credentials`, or with the base profile's own."""
        keys = {}
        if credentials is not None:
            keys = {
                "aws_access_key_id": credentials.access_key_id,
                "aws_secret_access_key": credentials.secret_access_key.reveal(),
                "aws_session_token": credentials.session_token.reveal(),
            }
        with aws_settings(self.base_profile):
            return self._session.client(service, region_name=self._region, config=LIMITS, **keys)


def _session(profile: str) -> boto3.session.Session:
    core = botocore.session.Session(profile=profile)
    ways = core.get_component("credential_provider")
    # It would ask for an MFA code with getpass, past the prompter and --no-input.
    ways.remove("assume-role")
    # A credential_process that is ours would ask for this profile again, and so without end.
    ways.insert_after(
        ProcessProvider.METHOD,
        ProcessProvider(profile, lambda: core.full_config, popen=_start_within),
    )
    ways.remove(ProcessProvider.METHOD)  # the first of the two: botocore's own
    return boto3.session.Session(botocore_session=core)


def _start_within(command: list[str], stdout: int, stderr: int) -> "subprocess.Popen[bytes]":
    env = {**os.environ, ACTIVE: "1"}
    return subprocess.Popen(command, stdout=stdout, stderr=stderr, env=env)  # noqa: S603
