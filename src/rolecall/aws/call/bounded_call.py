"""Runs a call to AWS with a time limit, an endpoint check and cancellation."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from rolecall.aws.call.connections import Connections
from rolecall.aws.call.endpoints import Endpoints
from rolecall.aws.call.limits import LIMITS, Limits
from rolecall.aws.call.waiting import wait_for
from rolecall.aws.failures import aws_call
from rolecall.core.errors import NotProcessed, Unreachable
from rolecall.core.model import Credentials

Result = TypeVar("Result")


class CallObserver(Protocol):
    """The callbacks of whoever waits for a call, usually a prompter. Called from several threads.

    One that can be cancelled also has `check_cancelled()`, which is called twenty times a
    second and raises Cancelled; without it, only ctrl+c ends the wait.
    """

    def notice(self, line: str) -> None:
        """Shows the user a line before a secret is sent."""


class SilentObserver:
    """An observer that ignores everything."""

    def notice(self, line: str) -> None:
        pass


class CallContext:
    """What the calls of one sign-in share: observer, endpoint check and limits."""

    def __init__(
        self,
        observer: CallObserver | None = None,
        endpoints: Endpoints | None = None,
        limits: Limits = LIMITS,
    ) -> None:
        self.observer: CallObserver = observer or SilentObserver()
        self.check_cancelled: Callable[[], None] = getattr(
            observer, "check_cancelled", lambda: None
        )
        self.endpoints = endpoints or Endpoints()
        self.limits = limits

    @property
    def sending_once(self) -> "CallContext":
        """The same, for calls that are never repeated unseen."""
        return CallContext(self.observer, self.endpoints, self.limits._replace(attempts=1))

    def shared(self, part: float) -> "CallContext":
        """The same, for calls that have this part of the time."""
        return CallContext(self.observer, self.endpoints, self.limits.shared(part))


class Clients(Protocol):
    """Creates the client of a call; `base_profile` and `region` are for error messages."""

    base_profile: str
    region: str
    dns_suffixes: frozenset[str]
    call: CallContext

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        """Returns a client that signs with `credentials`, or with default keys, or not at all."""


def call_aws(
    clients: Clients,
    action: str,
    send: Callable[[Any], Result],
    credentials: Credentials | None = None,
    about: Mapping[str, str] | None = None,
) -> Result:
    """Returns what `send` returns when called with a client of the service of `action`.

    `action` is the IAM name of the call, such as `sts:AssumeRole`; `about` are values for the texts
    of its refusals. Everything, retries and pages
    included, must be done in `Limits.total` seconds. Raises RolecallError for errors of AWS and the
    network, and at once what the observer's `check_cancelled` raises.
    """
    service = action.partition(":")[0]
    client = clients.client(service, credentials)
    call, http = clients.call, client._endpoint.http_session
    connections = Connections(call.limits)
    connections.attach(http)

    def send_bounded(request: Any, **more: Any) -> Any:
        # The last place before anything is sent: the host may come from a profile, a variable or
        # the SDK's endpoint rules.
        call.endpoints.check(request.url, service, clients.dns_suffixes, call.observer.notice)
        return connections.send(http, request)

    client.meta.events.register_first("before-send", send_bounded)
    with aws_call(action, clients.base_profile, clients.region, about):
        return wait_bounded(lambda: send(client), connections, action, call)


def check_endpoint(clients: Clients, service: str) -> None:
    """Checks the endpoint of a service's client before any call."""
    url, call = clients.client(service).meta.endpoint_url, clients.call
    call.endpoints.check(url, service, clients.dns_suffixes, call.observer.notice)


def wait_bounded(
    send: Callable[[], Result], connections: Connections, action: str, call: CallContext
) -> Result:
    """Returns what `send` returns within the time limit, and closes the connections.

    Raises Unreachable after the time limit, NotProcessed if nothing can have been received.
    """
    try:
        return wait_for(send, call.limits.total, call.check_cancelled, "ask-aws")
    except TimeoutError:
        kind = Unreachable if connections.may_have_arrived else NotProcessed
        raise kind(
            f"AWS did not answer {action} within {call.limits.total:g} s.",
            "Check the network, then try again. Your sessions still work.",
        ) from None
    finally:
        connections.close()
