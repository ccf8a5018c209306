"""Sends one POST request to the IdP, with a limit on its total time and on the response's size.

There is no connection pool, no retry and no redirect, so that the password is never sent again.
"""

import contextlib
import http.client
import queue
import socket
import threading
from collections.abc import Mapping
from typing import NamedTuple

from urllib3.connection import HTTPConnection, HTTPSConnection, ProxyConfig
from urllib3.exceptions import HTTPError
from urllib3.util import Url

from rolecall.saml.failures import failure, proxy_refusal
from rolecall.saml.idp_url import IdpUrl
from rolecall.saml.proxy import Proxy, proxy_for
from rolecall.saml.tls_trust import tls_context

LARGEST = 2 << 20  # bytes of a response
_PIECE = 1 << 16
_HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, */*;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "rolecall",
    "Connection": "close",
}


class HttpResponse(NamedTuple):
    """An HTTP response; `body` is read only for the statuses where it matters, else empty."""

    status: int
    content_type: str
    encoding: str
    location: str
    body: bytes


class _Connection(HTTPConnection):
    """Keeps a duplicate of its socket, to shut it down: TLS detaches the original."""

    handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        self.handle = made.dup()
        return made


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Exchange:
    """The request in its own thread, since timeouts cover neither DNS nor slow headers."""

    def __init__(self, url: IdpUrl, body: bytes, env: Mapping[str, str], deadline: float) -> None:
        self._url = url
        self._body = body
        self._deadline = deadline
        self.proxy = proxy_for(url, env)
        self._connection = _connection(url, self.proxy, env)
        self._outcome: queue.SimpleQueue[HttpResponse | Exception] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_over = False
        self.sent = False

    def run(self) -> HttpResponse:
        """Returns the response. Raises TimeoutError, OSError, HTTPException or HTTPError."""
        threading.Thread(target=self._work, name="saml-exchange", daemon=True).start()
        try:
            outcome = self._outcome.get(timeout=self._deadline)
        except queue.Empty:
            raise TimeoutError from None
        finally:
            self._shut_down()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _work(self) -> None:
        connection = self._connection
        try:
            connection.timeout = self._deadline / 3  # per address, as there may be several
            connection.connect()
            with self._lock:
                if self._is_over:
                    return  # after the deadline the password is not sent
                self.sent = True
            connection.timeout = self._deadline
            connection.auto_open = 0  # otherwise http.client would reconnect and send again
            target, headers = self._url.target, dict(_HEADERS)
            if self.proxy and not connection.proxy_is_tunneling:
                target = self._url.origin + target
                headers |= self.proxy.headers
            connection.request(
                "POST", target, self._body, headers, preload_content=False, decode_content=False
            )
            self._outcome.put(self._response())
        except Exception as error:
            self._outcome.put(error)
        finally:
            connection.close()
            if connection.handle is not None:
                connection.handle.close()

    def _response(self) -> HttpResponse:
        response = self._connection.getresponse()
        body = bytearray()
        if 200 <= response.status < 300 or response.status in (400, 422):
            while len(body) <= LARGEST and (piece := response.read(_PIECE)):
                body += piece
        return HttpResponse(
            response.status,
            response.headers.get("Content-Type", ""),
            response.headers.get("Content-Encoding", ""),
            response.headers.get("Location", ""),
            bytes(body),
        )

    def _shut_down(self) -> None:
        with self._lock:
            self._is_over = True
        if (handle := self._connection.handle) is not None:
            with contextlib.suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)


def post(url: IdpUrl, body: bytes, env: Mapping[str, str], deadline: float) -> HttpResponse:
    """Posts `body` as JSON once; `deadline` is in seconds, from DNS to the last byte.

    Raises ConfigError for invalid proxy and certificate variables, Unreachable for all else.
    """
    exchange = _Exchange(url, body, env, deadline)
    try:
        response = exchange.run()
    except (OSError, http.client.HTTPException, HTTPError, ValueError) as error:
        raise failure(error, url, exchange.proxy, exchange.sent, deadline) from None
    if exchange.proxy and url.scheme == "http" and response.status == 407:
        raise proxy_refusal(exchange.proxy, response.status, url)
    return response


def _connection(url: IdpUrl, proxy: Proxy | None, env: Mapping[str, str]) -> _Connection:
    tls = tls_context(env) if "https" in (url.scheme, proxy and proxy.scheme) else None
    if proxy is None:
        if url.scheme == "http":
            return _Connection(url.host, url.port)
        return _TlsConnection(url.host, url.port, ssl_context=tls)
    way = Url(proxy.scheme, None, proxy.host, proxy.port)
    config = ProxyConfig(tls, False, None, None)
    if url.scheme == "http" and proxy.scheme == "http":
        return _Connection(proxy.host, proxy.port, proxy=way)
    connection = _TlsConnection(
        proxy.host, proxy.port, ssl_context=tls, proxy=way, proxy_config=config
    )
    if url.scheme == "https":
        connection.set_tunnel(url.host, url.port, proxy.headers, proxy.scheme)
    return connection
