"""boto3 clients with the keys of a base profile and the settings of the role's profile."""

import copy
import os
from typing import Any

import boto3
import botocore.session

from rolecall.aws.base.base_credentials import BaseKeys, base_keys
from rolecall.aws.call.bounded_call import CallContext, check_endpoint
from rolecall.aws.call.endpoints import dns_suffixes
from rolecall.aws.call.strict_parsers import StrictParsers
from rolecall.aws.failures import aws_settings
from rolecall.core.errors import ConfigError
from rolecall.core.model import Credentials
from rolecall.core.partitions import region_within


class AwsClients:
    """STS and IAM clients that sign with a base profile's keys, or with its MFA session.

    `settings_profile` has the endpoints, FIPS, dual-stack and certificate settings. It is the role
    profile where there is one, as in botocore's AssumeRoleProvider, which uses a client of that
    profile's session with the keys of the source profile. All calls of a sign-in use it: whoever
    has settings in a role profile has tried them with the AWS CLI, which ignores those of the
    source profile.
    """

    def __init__(
        self,
        base_profile: str,
        region: str,
        partition: str,
        *,
        settings_profile: str = "",
        call: CallContext | None = None,
        keys: BaseKeys | None = None,
    ) -> None:
        """`keys` are the base profile's where they are at hand; otherwise botocore finds them."""
        self.base_profile = base_profile
        self.call = call or CallContext()
        self.region = region_within(partition, region)
        self._keys = keys or base_keys(base_profile, self.call)
        self._settings_profile = settings_profile or base_profile
        with aws_settings(self._settings_profile):
            core = session_of(self._settings_profile)
            self._session = boto_session(core)
            self.dns_suffixes = suffixes_of(core)
        # Not with the first call, which may follow the prompt for an MFA code.
        check_endpoint(self, "sts")

    @property
    def are_temporary(self) -> bool:
        """Whether the base profile's keys are temporary, so that assuming a role is chaining."""
        return bool(self._keys.token)

    def shared(self, part: float) -> "AwsClients":
        """The same clients, whose calls have this part of the time."""
        found = copy.copy(self)
        found.call = self.call.shared(part)
        return found

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        """Returns a client that signs with `credentials`, or with the base profile's keys."""
        keys = credentials
        token = keys.session_token if keys is not None else self._keys.token
        signer = keys if keys is not None else self._keys
        with aws_settings(self._settings_profile):
            return self._session.client(
                service,
                region_name=self.region,
                config=self.call.limits.config(),
                aws_access_key_id=signer.access_key_id,
                aws_secret_access_key=signer.secret_access_key.reveal(),
                aws_session_token=token.reveal() or None,
            )


def session_of(profile: str) -> botocore.session.Session:
    """Returns botocore's session for a profile; without one, AWS_PROFILE does not count either."""
    if profile:
        return botocore.session.Session(profile=profile)
    # Without any source for `profile`: AWS_PROFILE may name one that does not exist.
    return botocore.session.Session(session_vars={"profile": (None, None, None, None)})


def boto_session(core: botocore.session.Session) -> boto3.session.Session:
    """Returns a session with StrictParsers. Raises ConfigError for a missing CA bundle."""
    core.register_component("response_parser_factory", StrictParsers())
    bundle = core.get_config_variable("ca_bundle")
    if bundle and not os.path.exists(bundle):
        # botocore would notice only on connecting, and report a broken connection.
        raise ConfigError(
            "The certificate file in AWS_CA_BUNDLE or ca_bundle does not exist.",
            "Its path is used as written: ~ and variables are not expanded.",
        )
    return boto3.session.Session(botocore_session=core)


def suffixes_of(core: botocore.session.Session) -> frozenset[str]:
    """Returns the DNS suffixes of all partitions, from botocore's data."""
    return dns_suffixes(core.get_data("partitions"))
