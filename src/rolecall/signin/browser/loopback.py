"""The end of a sign-in in the browser on this machine: it comes back to 127.0.0.1 with a code."""

import selectors
import socket
from html import escape
from urllib.parse import parse_qsl, urlsplit

from rolecall.core.errors import Refused
from rolecall.core.process.clock import ticks

PATH = "/oauth/callback"  # where AWS's own tools are sent back to
_HOST = "127.0.0.1"
_LARGEST = 16 * 1024  # bytes of a request
_CONNECTIONS = 16  # browsers open some that they never use
_PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Rolecall</title>'
    '<body style="font:1.2em sans-serif;margin:4em">'
    "<p>{}</p><p>Go back to the terminal. You can close this window.</p>"
)


class Loopback:
    """Listens from its creation until `close`. Used by one thread."""

    def __init__(self) -> None:
        """Raises Refused where no port can be listened on."""
        self._selector = selectors.DefaultSelector()
        self._requests: dict[socket.socket, bytes] = {}
        try:
            self._listener = socket.create_server((_HOST, 0))
        except OSError:
            raise Refused(
                "No port of this machine can be listened on for the browser.",
                "Sign in with a browser on another machine instead.",
            ) from None
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self.port: int = self._listener.getsockname()[1]

    @property
    def address(self) -> str:
        """The redirect address."""
        return f"http://{_HOST}:{self.port}{PATH}"

    def wait(self, seconds: float) -> dict[str, str] | None:
        """Returns what the browser came back with; None if it has not within this time."""
        ends = ticks() + seconds
        while (left := ends - ticks()) > 0:
            for key, _ in self._selector.select(left):
                if key.fileobj is self._listener:
                    self._accept()
                elif isinstance(key.fileobj, socket.socket):
                    answer = self._read(key.fileobj)
                    if answer is not None:
                        return answer
        return None

    def close(self) -> None:
        for connection in list(self._requests):
            self._drop(connection)
        self._selector.close()
        self._listener.close()

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # it was gone before it was taken
            return
        if len(self._requests) >= _CONNECTIONS:
            self._drop(next(iter(self._requests)))
        connection.setblocking(False)
        self._requests[connection] = b""
        self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, connection: socket.socket) -> dict[str, str] | None:
        try:
            more = connection.recv(_LARGEST)
        except OSError:
            more = b""
        request = self._requests[connection] = self._requests[connection] + more
        if not more or len(request) > _LARGEST:
            self._drop(connection)
            return None
        if b"\r\n\r\n" not in request:
            return None
        answer = _answer_in(request)
        _respond(connection, answer)
        self._drop(connection)
        return answer

    def _drop(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        del self._requests[connection]
        connection.close()


def _answer_in(request: bytes) -> dict[str, str] | None:
    """Returns the query of a request that comes from the sign-in page; None for any other."""
    method, _, rest = request.partition(b"\r\n")[0].decode("latin-1").partition(" ")
    parts = urlsplit(rest.partition(" ")[0])
    found = dict(parse_qsl(parts.query))
    is_answer = "state" in found and ("code" in found or "error" in found)
    return found if method == "GET" and parts.path == PATH and is_answer else None


def _respond(connection: socket.socket, answer: dict[str, str] | None) -> None:
    said = "Rolecall has the answer."
    if answer is None:
        status, said = "404 Not Found", "Nothing is here."
    else:
        status = "200 OK"
        if error := answer.get("error"):
            said = f"The sign-in failed: {error[:60]}."
    body = _PAGE.format(escape(said)).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    try:
        connection.setblocking(True)
        connection.settimeout(1.0)
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
    except OSError:  # the browser has left; what it brought is here
        pass
