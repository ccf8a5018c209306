"""The connections of one call: bounded, and cut as soon as nobody waits any more.

botocore limits one connect and one read of its three tries, and neither DNS nor an answer that
drips. So the sockets of a call are kept here, to be shut from outside.
"""

import contextlib
import http.client
import socket
import threading
import time
from typing import Any

from botocore import awsrequest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import ReadTimeoutError as Urllib3ReadTimeoutError
from urllib3.util.connection import create_connection

from rolecall.aws.call.limits import Limits
from rolecall.aws.call.waiting import wait_for
from rolecall.core.errors import Unreachable

_NETWORK = (HTTPError, OSError, http.client.HTTPException, ValueError)


class HostNotFound(Exception):
    """A host's name has no address here, or not in time; `proxy`: it is the proxy's."""

    def __init__(self, host: str, proxy: bool) -> None:
        super().__init__("a name without an address")
        self.host = host
        self.proxy = proxy


class ConnectTimedOut(Exception):
    """No address of the host answered in time; `proxy`: it is the proxy's."""

    def __init__(self, proxy: bool) -> None:
        super().__init__("no address answered in time")
        self.proxy = proxy


class ConnectionsClosed(Exception):
    """Nobody waits any more: nothing is sent."""


class Connections:
    """The connections of one call."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._gate = threading.Lock()
        self._over = False
        self._wires: list[socket.socket] = []
        self._names_left = limits.dns
        self._connected = self._sent = False

    @property
    def may_have_arrived(self) -> bool:
        """Whether anything of a request may have reached somebody."""
        return self._connected and self._sent

    def attach(self, http: Any) -> None:
        """Have a botocore HTTP session connect through this line.

        botocore has no public way to give a client another session or pool; the two attributes
        are where it says which connections its pools make.
        """
        line = self

        class Plain(awsrequest.AWSHTTPConnection):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                return line._connect(self)

            def request(self, *args: Any, **options: Any) -> Any:
                line._mark_sent()
                return super().request(*args, **options)

        class Tls(awsrequest.AWSHTTPSConnection):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                return line._connect(self)

            def request(self, *args: Any, **options: Any) -> Any:
                line._mark_sent()
                return super().request(*args, **options)

        class PlainPool(awsrequest.AWSHTTPConnectionPool):  # type: ignore[misc]
            ConnectionCls = Plain

        class TlsPool(awsrequest.AWSHTTPSConnectionPool):  # type: ignore[misc]
            ConnectionCls = Tls

        http._pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
        http._manager.pool_classes_by_scheme = http._pool_classes_by_scheme

    def send(self, http: Any, request: Any) -> AWSResponse:
        """Send a prepared request over the attached session; read its answer up to the limit.

        Raises Unreachable for an answer that is too large, ConnectionsClosed, and whatever
        botocore raises.
        """
        self.check()
        request.stream_output = True  # else all of the body is read, however long
        try:
            answer = http.send(request)
        except HTTPClientError as error:
            # Whatever else was raised comes wrapped, ours and faults of ours included: it would be
            # tried again, and told as a broken connection.
            inner = error.kwargs.get("error")
            if isinstance(inner, Exception) and not isinstance(inner, _NETWORK):
                raise inner from None
            raise
        return AWSResponse(
            answer.url, answer.status_code, answer.headers, _Body(self._read(answer, request))
        )

    def cut(self) -> None:
        """End what is under way, and let nothing new begin."""
        with self._gate:
            self._over = True
            wires, self._wires = self._wires, []
        for wire in wires:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()

    def check(self) -> None:
        """Raise ConnectionsClosed where nobody waits any more."""
        if self._over:
            raise ConnectionsClosed

    def _read(self, answer: AWSResponse, request: Any) -> bytes:
        try:
            body: bytes = answer.raw.read(self._limits.size + 1)
        except Urllib3ReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from None
        except (HTTPError, OSError) as error:
            raise ConnectionClosedError(
                endpoint_url=request.url, request=request, error=error
            ) from None
        finally:
            answer.raw.close()
        if len(body) > self._limits.size:
            raise Unreachable(
                f"The answer is larger than {self._limits.size >> 10:,} KiB: it is not AWS's.",
                "Check AWS_ENDPOINT_URL and the proxy; nothing was kept.",
            )
        return body

    def _mark_sent(self) -> None:
        with self._gate:
            if self._over:
                raise ConnectionsClosed
            self._sent = True

    def _connect(self, connection: Any) -> socket.socket:
        """A connected socket, as urllib3's connections make theirs."""
        proxy = connection.proxy is not None
        last: OSError | None = None
        ends = time.monotonic() + self._limits.connect
        for address in self._addresses(connection.host, connection.port, proxy):
            self.check()
            try:
                made = create_connection(
                    (address, connection.port),
                    max(0.1, ends - time.monotonic()),
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except OSError as error:
                last = error
                if time.monotonic() >= ends:
                    break
                continue
            made.settimeout(connection.timeout)
            with self._gate:
                if not self._over:
                    # TLS takes the socket; this handle on it stays.
                    self._wires.append(made.dup())
                    self._connected = True
                    return made
            made.close()
            raise ConnectionsClosed
        if isinstance(last, TimeoutError):
            raise ConnectTimedOut(proxy) from None
        raise NewConnectionError(connection, "no address answered") from last

    def _addresses(self, host: str, port: int, proxy: bool) -> list[str]:
        """The addresses of a host, in the resolver's order."""
        began = time.monotonic()
        try:
            found = wait_for(
                lambda: socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM),
                max(0.0, self._names_left),
                self.check,
                "resolve",
            )
        except (socket.gaierror, TimeoutError, UnicodeError):
            raise HostNotFound(host, proxy) from None
        finally:
            self._names_left -= time.monotonic() - began
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Body:
    """A body that was read, as AWSResponse takes it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> list[bytes]:
        return [self._body]
