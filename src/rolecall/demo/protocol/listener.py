"""An HTTP/1.1 server on 127.0.0.1 with a thread per connection, which can fail on request."""

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse

LARGEST = 1 << 20  # bytes of a request's body

Responder = Callable[[HttpRequest], HttpResponse]


class Listener:
    """Accepts connections once constructed; responds from `start` to `close`.

    `respond` is called in the connection's thread. `clock` gives the Date header, in epoch seconds.
    """

    def __init__(self, respond: Responder, clock: Callable[[], float]) -> None:
        self._server = _Server(respond, clock)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="embedded-aws", daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.hang_up()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, respond: Responder, clock: Callable[[], float]) -> None:
        self.respond = respond
        self.clock = clock
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: socket.socket, client_address: Any) -> None:  # type: ignore[override]
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close every connection that is still open."""
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignored: clients may close the connection at any time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "EmbeddedAWS"
    sys_version = ""
    timeout = 120  # seconds until an idle connection is closed
    server: _Server

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            self._send(HttpResponse(413, b"", "text/plain"))
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(length))
        self._send(self.server.respond(HttpRequest(self.command, path, query, headers, body)))

    do_GET = do_POST

    def _send(self, reply: HttpResponse) -> None:
        if reply.reset:
            # A zero linger time makes close() send RST.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
            # shutdown() would send FIN first; closing the descriptor does not.
            self.connection.close()
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        if reply.pace:
            pause = threading.Event()
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                pause.wait(reply.pace)
        else:
            self.wfile.write(body)
        if reply.cut is not None:
            self.close_connection = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header, from the clock that signatures are checked against."""
        moment = self.server.clock() if timestamp is None else timestamp
        return formatdate(moment, usegmt=True)

    def log_message(self, format: str, *args: object) -> None:
        """No log: a terminal application owns the screen."""
