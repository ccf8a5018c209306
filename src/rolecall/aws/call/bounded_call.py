"""One call to AWS: whom it goes to, how long it may take, and who may end the waiting."""

from collections.abc import Callable
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
    """Who waits for a call; a prompter of the sign-in is one. Called from several threads.

    One that can be cancelled also has `check_cancelled()`, which is called twenty times a
    second and raises Cancelled; without it, ctrl+c alone ends the waiting.
    """

    def notice(self, line: str) -> None:
        """What the user should know before a secret is sent."""


class SilentObserver:
    """An observer for calls that nobody looks at."""

    def notice(self, line: str) -> None:
        pass


class CallContext:
    """What the calls of one sign-in have in common."""

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


class Clients(Protocol):
    """Where a call's client comes from; `base_profile` and `region` are for its refusal."""

    base_profile: str
    region: str
    dns_suffixes: frozenset[str]
    call: CallContext

    def client(self, service: str, credentials: Credentials | None = None) -> Any: ...


def call_aws(
    clients: Clients,
    action: str,
    send: Callable[[Any], Result],
    credentials: Credentials | None = None,
) -> Result:
    """Run `send` with a client of the service that `action` names (`sts:AssumeRole`).

    All of it, tries and pages included, has `Limits.total` seconds. Raises RolecallError for what
    AWS and the network answer, and what the observer's `check_cancelled` raises, at once.
    """
    service = action.partition(":")[0]
    client = clients.client(service, credentials)
    call, http = clients.call, client._endpoint.http_session
    line = Connections(call.limits)
    line.attach(http)

    def send_on_line(request: Any, **more: Any) -> Any:
        # The last place before anything leaves; a profile, a variable and a rule of the SDK's
        # each may have decided the host.
        call.endpoints.check(request.url, service, clients.dns_suffixes, call.observer.notice)
        return line.send(http, request)

    client.meta.events.register_first("before-send", send_on_line)
    with aws_call(action, clients.base_profile, clients.region):
        return wait_bounded(lambda: send(client), line, action, call)


def check_endpoint(clients: Clients, service: str) -> None:
    """Name or refuse the endpoint that a service's client would ask, before there is a call."""
    url, call = clients.client(service).meta.endpoint_url, clients.call
    call.endpoints.check(url, service, clients.dns_suffixes, call.observer.notice)


def wait_bounded(
    send: Callable[[], Result], line: Connections, action: str, call: CallContext
) -> Result:
    """What `send` returns, if it returns in time; the line is cut in any case."""
    try:
        return wait_for(send, call.limits.total, call.check_cancelled, "ask-aws")
    except TimeoutError:
        kind = Unreachable if line.may_have_arrived else NotProcessed
        raise kind(
            f"AWS did not answer {action} within {call.limits.total:g} s.",
            "Check the network, then try again. Held sessions still work.",
        ) from None
    finally:
        line.cut()
