"""Who AWS says one is, and whether it answers at all: GetCallerIdentity, signed and unsigned."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from botocore.loaders import Loader

from rolecall.aws.call.anonymous import AnonymousClients
from rolecall.aws.call.bounded_call import call_aws
from rolecall.aws.call.client import AwsClients
from rolecall.aws.call.endpoints import dns_suffixes
from rolecall.aws.call.server_clock import server_time
from rolecall.aws.failures import not_aws
from rolecall.aws.refusals.denial import root_user
from rolecall.core.errors import Refused

_ACTION = "sts:GetCallerIdentity"


class Caller(NamedTuple):
    """Whose credentials they are: an IAM user's, or those of a role session."""

    arn: str
    account_id: str

    @property
    def user_name(self) -> str:
        """The name of an IAM user; empty for a role session."""
        kind, _, name = self.arn.rpartition(":")[2].partition("/")
        return name.rpartition("/")[2] if kind == "user" else ""


class Contact(NamedTuple):
    """A response of AWS: the endpoint, and its Date header; None where it has none."""

    endpoint: str
    date: datetime | None


def caller_of(clients: AwsClients) -> Caller:
    """Returns whose the base profile's keys are. Raises RootUser, Refused, Unreachable."""
    response = call_aws(clients, _ACTION, lambda sts: sts.get_caller_identity())
    arn, account = response.get("Arn"), response.get("Account")
    if not isinstance(arn, str) or not isinstance(account, str):
        raise not_aws(_ACTION)
    if arn.endswith(":root"):
        raise root_user(clients.base_profile)
    return Caller(arn, account)


def aws_suffixes() -> frozenset[str]:
    """Returns the DNS suffixes of all partitions, from botocore's data."""
    return dns_suffixes(Loader().load_data("partitions"))


def contact(clients: AnonymousClients) -> Contact:
    """Sends AWS a request that it refuses, being unsigned: its Date header is what matters.

    Raises ConfigError for an endpoint or a setting that cannot be used, Unreachable.
    """
    dates: list[datetime | None] = []
    endpoints: list[str] = []

    def note(parsed_response: Mapping[str, Any] | None = None, **more: object) -> None:
        dates.append(server_time(parsed_response or {}))

    def send(sts: Any) -> Any:
        endpoints.append(str(sts.meta.endpoint_url))
        sts.meta.events.register_first("response-received.sts.GetCallerIdentity", note)
        return sts.get_caller_identity()

    with suppress(Refused):
        call_aws(clients, _ACTION, send)
    return Contact(endpoints[-1], dates[-1] if dates else None)
