"""A client that signs nothing, for the one call that needs no credentials but an assertion."""

from typing import Any

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.config import Config

from rolecall.aws.client import LIMITS
from rolecall.aws.refusals import aws_settings
from rolecall.core.partitions import region_within


def anonymous_client(service: str, region: str, partition: str) -> Any:
    """A client without credentials and without a profile: neither AWS_PROFILE nor keys matter."""
    with aws_settings("default"):
        # AWS_PROFILE may name a profile that is gone; a chain of sources without it cannot.
        core = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
        return boto3.session.Session(botocore_session=core).client(
            service,
            region_name=region_within(partition, region),
            config=LIMITS.merge(Config(signature_version=UNSIGNED)),
        )
