"""An identity provider on loopback with the classic's JSON interface, which can misbehave.

with IdpServer(knows("alice", "pass word", assertion)) as idp:
    fetch_assertion(IdentityProvider(url=idp.url, body=TEMPLATE), …)
    assert idp.logins[0].body == b'{"email": …}'      # the raw bytes, one record a request
"""

import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

TEMPLATE = '{"service": "aws", "email": "$saml_user", "password": "$saml_password"}'
LONGEST = 30.0  # seconds until a held response ends by itself, so that no test hangs
PACE = 0.2  # seconds per byte of a dripped response


class Login(NamedTuple):
    """One request as received: `method`, `path` and `body` raw, header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """A response; a `body` in pieces has no length, and ends when the caller disconnects."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    drip: Literal["", "headers", "body"] = ""  # the part that is sent byte by byte
    silent: bool = False
    cut: int | None = None  # bytes of the body after which the connection is closed


Answer = Callable[[Login], Reply]


def saml_response(assertion: object) -> Reply:
    """The JSON response with an assertion."""
    return Reply(body=json.dumps({"saml_response": assertion}).encode())


def knows(user_name: str, password: str, assertion: str) -> Answer:
    """Answers this login (in `email` or `username`) with the assertion, any other with null."""

    def answer(login: Login) -> Reply:
        sent = json.loads(login.body)
        given = (sent.get("email") or sent.get("username"), sent.get("password"))
        return saml_response(assertion if given == (user_name, password) else None)

    return answer


class IdpServer:
    """Listens once constructed; use `with`, or call `close()`."""

    def __init__(
        self, answer: Answer, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.logins: list[Login] = []
        self.connections = 0
        self.closed = threading.Event()
        self.hung_up = threading.Event()  # the caller disconnected before the end of the response
        self._answer = answer
        self._server = _Server(self, tls, host)
        self.port = int(self._server.server_address[1])
        self.origin = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self.url = f"{self.origin}/saml/assertion"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="idp", daemon=True
        )
        self._thread.start()

    def answer(self, login: Login) -> Reply:
        self.logins.append(login)
        return self._answer(login)

    def close(self) -> None:
        self.closed.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, idp: IdpServer, tls: ssl.SSLContext | None, host: str) -> None:
        self.idp = idp
        self._tls = tls
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, 0), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        self.idp.connections += 1
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(LONGEST)
        with self._tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignored: callers may disconnect or distrust the certificate."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = LONGEST
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.idp.answer(Login(self.command, self.path, headers, body))
        try:
            self._send(reply)
        except OSError:
            self.server.idp.hung_up.set()

    do_GET = do_POST

    def _send(self, reply: Reply) -> None:
        closed = self.server.idp.closed
        self.close_connection = True
        if reply.silent:
            closed.wait(LONGEST)
            return
        head = [f"HTTP/1.1 {reply.status} Whatever", f"Content-Type: {reply.content_type}"]
        head += [f"{name}: {value}" for name, value in reply.headers]
        if isinstance(reply.body, bytes):
            head.append(f"Content-Length: {len(reply.body)}")
        head.append("\r\n")
        self._write("\r\n".join(head).encode("latin-1"), reply.drip == "headers")
        if isinstance(reply.body, bytes):
            self._write(reply.body[: reply.cut], reply.drip == "body")
            return
        for piece in reply.body:
            self.wfile.write(piece)

    def _write(self, data: bytes, drip: bool) -> None:
        if not drip:
            self.wfile.write(data)
            return
        for place in range(len(data)):
            self.wfile.write(data[place : place + 1])
            if self.server.idp.closed.wait(PACE):
                return

    def log_message(self, format: str, *args: object) -> None:
        """No log: the test reads the recorded requests."""
