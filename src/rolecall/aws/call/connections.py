"""The connections of one call, which can be closed from another thread at any time.

botocore's timeouts are per connect and per read of each of its three attempts; they cover neither
DNS nor a response that arrives byte by byte. So the sockets of a call are collected here, and shut
down when its time is over or it is cancelled.
"""

import contextlib
import http.client
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

from botocore import awsrequest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import (
    ConnectionClosedError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import ReadTimeoutError as Urllib3ReadTimeoutError
from urllib3.util.connection import create_connection

from rolecall.aws.call.limits import Limits
from rolecall.aws.call.unreached import (
    ConnectTimedOut,
    HostNotFound,
    UntrustedCertificate,
    verify_code,
)
from rolecall.aws.call.waiting import wait_for
from rolecall.core.errors import Unreachable
from rolecall.core.network.certificates import fetched_issuer
from rolecall.core.process.clock import ticks

_MOST = 64  # connections that are still looked after
_NETWORK = (HTTPError, OSError, http.client.HTTPException, ValueError)


class ConnectionsClosed(Exception):
    """The call's time is over, or it was cancelled: nothing is sent any more."""


class Connections:
    """The connections of one call, including its retries."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._is_closed = False
        self._sockets: list[socket.socket] = []
        self._dns_left = limits.dns
        self._connected = self._sent = False

    @property
    def may_have_arrived(self) -> bool:
        """Whether any part of a request may have been received."""
        return self._connected and self._sent

    def attach(self, http: Any) -> None:
        """Makes a botocore HTTP session connect through this object.

        botocore has no public API to replace a client's session or pool; these two attributes
        hold the connection classes of its pools.
        """
        connections = self

        class Plain(awsrequest.AWSHTTPConnection):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                return connections._connect(self)

            def request(self, *args: Any, **options: Any) -> Any:
                connections._mark_sent()
                return super().request(*args, **options)

        class Tls(awsrequest.AWSHTTPSConnection):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                return connections._connect(self)

            def request(self, *args: Any, **options: Any) -> Any:
                connections._mark_sent()
                return super().request(*args, **options)

        class PlainPool(awsrequest.AWSHTTPConnectionPool):  # type: ignore[misc]
            ConnectionCls = Plain

        class TlsPool(awsrequest.AWSHTTPSConnectionPool):  # type: ignore[misc]
            ConnectionCls = Tls

        http._pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
        http._manager.pool_classes_by_scheme = http._pool_classes_by_scheme

    def send(self, http: Any, request: Any) -> AWSResponse:
        """Sends a prepared request over the attached session; reads the response up to the limit.

        Raises Unreachable for a response that is too large, ConnectionsClosed, and whatever
        botocore raises.
        """
        self.check()
        request.stream_output = True  # otherwise the whole body is read, however long
        try:
            response = http.send(request)
        except SSLError as error:
            if code := verify_code(error):
                raise self._untrusted(http, request.url, code) from None
            raise
        except HTTPClientError as error:
            # botocore wraps all other exceptions, even ours and bugs of ours: they would be retried
            # and reported as a broken connection.
            inner = error.kwargs.get("error")
            if isinstance(inner, Exception) and not isinstance(inner, _NETWORK):
                raise inner from None
            raise
        return AWSResponse(
            response.url,
            response.status_code,
            response.headers,
            _Body(self._read(response, request)),
        )

    def close(self) -> None:
        """Shuts down all connections and refuses new ones."""
        with self._lock:
            self._is_closed = True
            sockets, self._sockets = self._sockets, []
        for handle in sockets:
            with contextlib.suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)
            handle.close()

    def begin_call(self) -> None:
        """Gives another call over the same connections its own time for DNS."""
        self._dns_left = self._limits.dns

    def check(self) -> None:
        """Raises ConnectionsClosed after `close`."""
        if self._is_closed:
            raise ConnectionsClosed

    def _read(self, response: AWSResponse, request: Any) -> bytes:
        try:
            body: bytes = response.raw.read(self._limits.size + 1)
        except Urllib3ReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from None
        except (HTTPError, OSError) as error:
            raise ConnectionClosedError(
                endpoint_url=request.url, request=request, error=error
            ) from None
        finally:
            response.raw.close()
        if len(body) > self._limits.size:
            raise Unreachable(
                f"The answer is larger than {self._limits.size >> 10:,} KiB: it is not from AWS.",
                "Check AWS_ENDPOINT_URL and the proxy; nothing was saved.",
            )
        return body

    def _untrusted(self, http: Any, url: str, code: int) -> UntrustedCertificate:
        """Returns the exception for a certificate that was not accepted, with its issuer."""
        there, proxy = urlsplit(url), urlsplit(http._proxy_config.proxy_url_for(url) or "")
        host, port = there.hostname or "", there.port or 443
        if not proxy.hostname:
            return UntrustedCertificate(host, code, fetched_issuer(host, port))
        if proxy.scheme != "http":
            return UntrustedCertificate(host, code, "")
        headers = http._proxy_config.proxy_headers_for(proxy.geturl())
        way = (proxy.hostname, proxy.port or 80)
        return UntrustedCertificate(host, code, fetched_issuer(host, port, way, headers))

    def _mark_sent(self) -> None:
        with self._lock:
            if self._is_closed:
                raise ConnectionsClosed
            self._sent = True

    def _connect(self, connection: Any) -> socket.socket:
        """Returns a connected socket, as `_new_conn` of urllib3's connections does."""
        proxy = connection.proxy is not None
        last: OSError | None = None
        ends = ticks() + self._limits.connect
        for address in self._addresses(connection.host, connection.port, proxy):
            self.check()
            try:
                made = create_connection(
                    (address, connection.port),
                    max(0.1, ends - ticks()),
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except OSError as error:
                last = error
                if ticks() >= ends:
                    break
                continue
            made.settimeout(connection.timeout)
            with self._lock:
                if not self._is_closed:
                    # TLS detaches the socket object; this duplicate can still be shut down.
                    self._sockets.append(made.dup())
                    self._connected = True
                    if len(self._sockets) > _MOST:  # of calls that are long over
                        self._sockets.pop(0).close()
                    return made
            made.close()
            raise ConnectionsClosed
        if isinstance(last, TimeoutError):
            raise ConnectTimedOut(proxy) from None
        raise NewConnectionError(connection, "no address answered") from last

    def _addresses(self, host: str, port: int, proxy: bool) -> list[str]:
        """Returns the addresses of a host, in the resolver's order."""
        began = ticks()
        try:
            found = wait_for(
                lambda: socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM),
                max(0.0, self._dns_left),
                self.check,
                "resolve",
            )
        except (socket.gaierror, TimeoutError, UnicodeError):
            raise HostNotFound(host, proxy) from None
        finally:
            self._dns_left -= ticks() - began
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Body:
    """A body that was read already, in the form that AWSResponse takes."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> list[bytes]:
        return [self._body]
