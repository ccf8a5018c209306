"""One POST and its answer, with a limit on all of its time and on all that is read.

There is no pool, so nothing here could send the password again: no retries, no redirects.
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

LARGEST = 2 << 20  # bytes of an answer
_PIECE = 1 << 16
_HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, */*;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "rolecall",
    "Connection": "close",
}


class Answer(NamedTuple):
    """What came back; `body` is read for the statuses that say something in it, else empty."""

    status: int
    content_type: str
    encoding: str
    location: str
    body: bytes


class _Connection(HTTPConnection):
    """Keeps a second handle on its socket: TLS takes the first one, and it must stay cuttable."""

    wire: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        self.wire = made.dup()
        return made


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Exchange:
    """The exchange in a thread of its own, since neither DNS nor a dripping header can time out."""

    def __init__(self, url: IdpUrl, body: bytes, env: Mapping[str, str], deadline: float) -> None:
        self._url = url
        self._body = body
        self._deadline = deadline
        self.proxy = proxy_for(url, env)
        self._connection = _connection(url, self.proxy, env)
        self._outcome: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._over = False
        self.sent = False

    def run(self) -> Answer:
        """Raises TimeoutError, OSError, http.client.HTTPException or urllib3's HTTPError."""
        threading.Thread(target=self._work, name="saml-exchange", daemon=True).start()
        try:
            outcome = self._outcome.get(timeout=self._deadline)
        except queue.Empty:
            raise TimeoutError from None
        finally:
            self._cut()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _work(self) -> None:
        connection = self._connection
        try:
            connection.timeout = self._deadline / 3  # of one address, of several perhaps
            connection.connect()
            with self._gate:
                if self._over:
                    return  # nobody waits any more: the password stays here
                self.sent = True
            connection.timeout = self._deadline
            connection.auto_open = 0  # http.client would connect again, and send again
            target, headers = self._url.target, dict(_HEADERS)
            if self.proxy and not connection.proxy_is_tunneling:
                target = self._url.origin + target
                headers |= self.proxy.headers
            connection.request(
                "POST", target, self._body, headers, preload_content=False, decode_content=False
            )
            self._outcome.put(self._answer())
        except Exception as error:
            self._outcome.put(error)
        finally:
            connection.close()
            if connection.wire is not None:
                connection.wire.close()

    def _answer(self) -> Answer:
        response = self._connection.getresponse()
        body = bytearray()
        if 200 <= response.status < 300 or response.status in (400, 422):
            while len(body) <= LARGEST and (piece := response.read(_PIECE)):
                body += piece
        return Answer(
            response.status,
            response.headers.get("Content-Type", ""),
            response.headers.get("Content-Encoding", ""),
            response.headers.get("Location", ""),
            bytes(body),
        )

    def _cut(self) -> None:
        with self._gate:
            self._over = True
        if (wire := self._connection.wire) is not None:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


def post(url: IdpUrl, body: bytes, env: Mapping[str, str], deadline: float) -> Answer:
    """POST `body` as JSON, once; `deadline` in seconds covers everything from DNS to the last byte.

    Raises ConfigError for proxy and certificate variables, Unreachable for all else.
    """
    exchange = _Exchange(url, body, env, deadline)
    try:
        answer = exchange.run()
    except (OSError, http.client.HTTPException, HTTPError, ValueError) as error:
        raise failure(error, url, exchange.proxy, exchange.sent, deadline) from None
    if exchange.proxy and url.scheme == "http" and answer.status == 407:
        raise proxy_refusal(exchange.proxy, answer.status, url)
    return answer


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
