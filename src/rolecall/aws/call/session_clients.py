"""Clients that sign with a session that is held, without the keys of a base profile."""

from typing import Any

from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.client import boto_session, session_of, suffixes_of
from rolecall.aws.failures import aws_settings
from rolecall.core.model import Credentials
from rolecall.core.partitions import region_within


class SessionClients:
    """Creates clients with the settings of a profile and the credentials of a session.

    No credentials are resolved for it: no program runs, and no token is renewed. Without a
    `settings_profile` there are no settings of one. `name` is for error messages.
    """

    def __init__(
        self,
        credentials: Credentials,
        region: str,
        partition: str,
        *,
        settings_profile: str,
        call: CallContext,
        name: str = "",
    ) -> None:
        self.base_profile = name or settings_profile
        self.call = call
        self.region = region_within(partition, region)
        self._credentials = credentials
        with aws_settings(self.base_profile):
            core = session_of(settings_profile)
            self._session = boto_session(core)
            self.dns_suffixes = suffixes_of(core)

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        """Returns a client that signs with `credentials`, or with the session's."""
        signer = credentials or self._credentials
        with aws_settings(self.base_profile):
            return self._session.client(
                service,
                region_name=self.region,
                config=self.call.limits.config(),
                aws_access_key_id=signer.access_key_id,
                aws_secret_access_key=signer.secret_access_key.reveal(),
                aws_session_token=signer.session_token.reveal(),
            )
