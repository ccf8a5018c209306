"""Unsigned clients, for calls that carry an assertion or a token and need no credentials."""

from typing import Any

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.config import Config

from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.client import boto_session, session_of, suffixes_of
from rolecall.aws.call.limits import LIMITS, Limits
from rolecall.aws.failures import aws_settings
from rolecall.core.model import Credentials
from rolecall.core.partitions import region_within


class AnonymousClients:
    """Clients without credentials or profile: AWS_PROFILE and keys in the environment are ignored.

    `base_profile` is the name in error messages: that of the provider.
    """

    def __init__(
        self, base_profile: str, region: str, partition: str, call: CallContext | None = None
    ) -> None:
        self.base_profile = base_profile
        self.call = call or CallContext()
        self.region = region_within(partition, region)
        core = session_of("")
        self._session = _session(core)
        with aws_settings("default"):
            self.dns_suffixes = suffixes_of(core)

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        """Returns an unsigned client; `credentials` are ignored."""
        return _client(self._session, service, self.region, self.call.limits)


def anonymous_client(service: str, region: str, partition: str) -> Any:
    """Returns an unsigned client, without the time limit of a call."""
    return _client(_session(session_of("")), service, region_within(partition, region), LIMITS)


def _session(core: botocore.session.Session) -> boto3.session.Session:
    with aws_settings("default"):
        return boto_session(core)


def _client(session: boto3.session.Session, service: str, region: str, limits: Limits) -> Any:
    config = limits.config().merge(Config(signature_version=UNSIGNED))
    with aws_settings("default"):
        return session.client(service, region_name=region, config=config)
