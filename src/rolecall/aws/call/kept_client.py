"""A client for many calls: one endpoint check, and connections that are used again.

A client takes 20 ms to make and a TLS connection 100 ms to open, which is too long for hundreds of
calls.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rolecall.aws.call.bounded_call import Clients, check_endpoint
from rolecall.aws.call.connections import Connections, ConnectionsClosed
from rolecall.aws.call.waiting import wait_for
from rolecall.aws.failures import aws_call
from rolecall.core.errors import Cancelled, Unreachable

Result = TypeVar("Result")


class KeptClient:
    """The client of one service, for several threads, until `close`."""

    def __init__(self, clients: Clients, service: str) -> None:
        check_endpoint(clients, service)
        self._clients = clients
        self._client = clients.client(service)
        http = self._client._endpoint.http_session
        self._connections = Connections(clients.call.limits)
        self._connections.attach(http)

        def send_kept(request: Any, **more: Any) -> Any:
            return self._connections.send(http, request)

        self._client.meta.events.register_first("before-send", send_kept)

    @property
    def check_cancelled(self) -> Callable[[], None]:
        return self._clients.call.check_cancelled

    def close(self) -> None:
        """Closes the connections: calls under way raise RolecallError, as later ones do."""
        self._connections.close()

    def call(
        self,
        action: str,
        send: Callable[[Any], Result],
        about: Mapping[str, str] | None = None,
    ) -> Result:
        """Returns what `send` returns when called with the client, as `call_aws` does."""
        clients, call = self._clients, self._clients.call
        self._connections.begin_call()
        with aws_call(action, clients.base_profile, clients.region, about):
            try:
                return wait_for(
                    lambda: send(self._client), call.limits.total, call.check_cancelled, "ask-aws"
                )
            except ConnectionsClosed:
                raise Cancelled from None
            except TimeoutError:
                raise Unreachable(
                    f"AWS did not answer {action} within {call.limits.total:g} s.",
                    "Check the network, then try again. Your sessions still work.",
                ) from None
