"""A proxy on loopback, with CONNECT and plain forwarding, for any host name."""

import base64
import http.client
import select
import socket
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self


class ProxyServer:
    """Resolves every host to 127.0.0.1 and `port`; requires `login` (`user:password`) if given."""

    def __init__(
        self, port: int, login: str = "", tls: ssl.SSLContext | None = None, status: int = 200
    ) -> None:
        self.target = port
        self.login = login
        self.status = status
        self.requests: list[str] = []  # request lines
        self._server = _Server(self, tls)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="proxy", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, proxy: ProxyServer, tls: ssl.SSLContext | None) -> None:
        self.proxy = proxy
        self._tls = tls
        super().__init__(("127.0.0.1", 0), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(30)
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignored: callers may disconnect at any time."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _is_welcome(self) -> bool:
        proxy = self.server.proxy
        proxy.requests.append(self.requestline)
        wanted = "Basic " + base64.b64encode(proxy.login.encode()).decode()
        if proxy.login and self.headers.get("Proxy-Authorization") != wanted:
            self.send_error(407)
        elif proxy.status != 200:
            self.send_error(proxy.status)
        else:
            return True
        return False

    def do_CONNECT(self) -> None:
        if not self._is_welcome():
            return
        with socket.create_connection(("127.0.0.1", self.server.proxy.target), 30) as onward:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            other = {self.connection: onward, onward: self.connection}
            while True:
                pending = isinstance(self.connection, ssl.SSLSocket) and self.connection.pending()
                ready = [self.connection] if pending else select.select([*other], [], [], 30)[0]
                for sock in ready:
                    piece = sock.recv(65536)
                    if not piece:
                        return
                    other[sock].sendall(piece)

    def do_POST(self) -> None:
        if not self._is_welcome():
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        onward = http.client.HTTPConnection("127.0.0.1", self.server.proxy.target, timeout=30)
        path = "/" + self.path.split("/", 3)[3]
        onward.request("POST", path, body, {"Content-Type": self.headers["Content-Type"]})
        answer = onward.getresponse()
        self.send_response(answer.status)
        self.end_headers()
        self.wfile.write(answer.read())
        onward.close()

    def log_message(self, format: str, *args: object) -> None:
        """No log: the test reads the recorded requests."""
