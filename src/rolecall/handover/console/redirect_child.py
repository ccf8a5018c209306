"""The program that `browser_child` starts: redirects one browser from loopback to an address.

Every user of the machine can read the arguments of a browser. They contain only
http://127.0.0.1:PORT/RANDOM; this process listens there and redirects once to the address itself:

    GET of that path, by a process of this user    302 to the address; afterwards 410
    ... by a process of another user               403; the address remains available
    another path, method or Host                   404

It exits soon after the address was fetched, or at its deadline. Linux tells which user a connection
belongs to (/proc/net/tcp). On other systems, another user who reads the arguments may be first; the
browser then shows a page that says so, and what to do. There is no protection against root or
against other programs of the same user: they can read the browser itself.
"""

import hmac
import json
import os
import secrets
import socket
import sys
import threading
import time
from contextlib import suppress

HOST = "127.0.0.1"
_LARGEST = 64 << 10  # bytes of a request's head, with the cookies of other loopback servers
PATIENCE = 5.0  # seconds for one connection
AGAIN = 2.0  # seconds to keep listening after the fetch, for a browser that requests twice
_TIME_WAIT = "06"  # this state's rows have no owner
_HEAD = (
    "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\nConnection: close\r\n{}\r\n"
)
_PAGE = "<!doctype html><meta charset=utf-8><title>rolecall</title><h1>{}</h1><p>{}</p>"
_USED = _PAGE.format(
    "This address has been used",
    "It works once. If this browser has not just used it, another program has, and may be signed "
    "in with your role until its session expires: have the role's sessions revoked in IAM. "
    "Otherwise run rolecall console again.",
)
_FOREIGN = _PAGE.format(
    "This address belongs to another user of this machine",
    "Only a browser of theirs can open it. For any other: rolecall console ... --print",
)
_NOT_HERE = _PAGE.format("There is nothing here", "Run rolecall console again.")


class Redirect:
    """The one-time redirect, listening on a free port.

    `sockets` is the folder of Linux's connection tables, /proc/net; `patience` is the number of
    seconds for one connection. Raises ValueError if `url` cannot be a header's value.
    """

    def __init__(self, url: str, sockets: str, patience: float = PATIENCE) -> None:
        if not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError("no address")
        self._url: str | None = url
        self._sockets = sockets
        self._patience = patience
        self._lock = threading.Lock()
        self._listener = socket.create_server((HOST, 0), backlog=64)
        self._host = f"{HOST}:{self._listener.getsockname()[1]}"
        self._path = f"/{secrets.token_urlsafe(32)}"
        self.taken = threading.Event()
        self.owner_known = False  # whether the connection that fetched it was this user's

    @property
    def address(self) -> str:
        """The address for the browser."""
        return f"http://{self._host}{self._path}"

    def serve(self) -> None:
        """Accept connections and respond to each in a thread of its own; never returns."""
        while True:
            connection, peer = self._listener.accept()
            connection.settimeout(self._patience)
            owner = owner_of(peer, self._listener.getsockname(), self._sockets)
            threading.Thread(target=self._respond, args=(connection, owner), daemon=True).start()

    def _respond(self, connection: socket.socket, owner: int | None) -> None:
        request = _head(connection, time.monotonic() + self._patience)
        if owner is not None and not _is_ours(owner):
            _send(connection, "403 Forbidden", _FOREIGN)
        elif request is None or not self._is_for_us(request):
            _send(connection, "404 Not Found", _NOT_HERE)
        elif request[0].startswith(b"HEAD "):
            _send(connection, "200 OK", "")  # some openers check that the address exists
        else:
            with self._lock:
                url, self._url = self._url, None
            if url is None:
                _send(connection, "410 Gone", _USED)
                return
            _send(connection, "302 Found", "", f"Location: {url}\r\n")
            self.owner_known = owner is not None
            self.taken.set()

    def _is_for_us(self, request: list[bytes]) -> bool:
        words = request[0].split(b" ")
        if len(words) != 3 or words[0] not in (b"GET", b"HEAD"):
            return False
        # DNS rebinding: a page whose name resolves to 127.0.0.1 sends another Host.
        hosts = [
            line.partition(b":")[2].strip() for line in request[1:] if line[:5].lower() == b"host:"
        ]
        return hosts == [self._host.encode()] and hmac.compare_digest(words[1], self._path.encode())


def owner_of(peer: tuple[str, int], here: tuple[str, int], sockets: str) -> int | None:
    """The user id of the process at the other end of a connection; None if unknown.

    `sockets` is the folder of Linux's connection tables, /proc/net.
    """
    for name, before in (("tcp", ""), ("tcp6", "0000000000000000FFFF0000")):
        wanted = [before + _hex(*peer), before + _hex(*here)]
        try:
            with open(os.path.join(sockets, name), encoding="ascii") as table:
                for row in table:
                    fields = row.split()
                    if fields[1:3] == wanted and fields[3] != _TIME_WAIT:
                        return int(fields[7])
        except (OSError, ValueError, IndexError):
            continue
    return None


def _hex(host: str, port: int) -> str:
    return f"{int.from_bytes(socket.inet_aton(host), sys.byteorder):08X}:{port:04X}"


def _is_ours(owner: int) -> bool:
    # On WSL, the connection of a Windows browser belongs to a process of root.
    is_wsl = "microsoft" in os.uname().release.lower()
    return owner == os.getuid() or (is_wsl and owner == 0)


def _head(connection: socket.socket, ends: float) -> list[bytes] | None:
    """The lines of a request's head; None if it is malformed or not complete by `ends`."""
    read = b""
    try:
        while b"\r\n\r\n" not in read:
            piece = connection.recv(8192)
            read += piece
            if not piece or len(read) > _LARGEST or time.monotonic() > ends:
                return None
    except OSError:
        return None
    return read.partition(b"\r\n\r\n")[0].split(b"\r\n")


def _send(connection: socket.socket, status: str, page: str, header: str = "") -> None:
    with suppress(OSError), connection:
        body = page.encode()
        connection.sendall(_HEAD.format(status, len(body), header).encode() + body)
        connection.shutdown(socket.SHUT_WR)


def main() -> int:
    """Read an order from stdin, print the address, and redirect to `url` until the `deadline`.

    The order is JSON. Tests may set `again` and `patience`, in seconds, and the folder `sockets`.
    """
    order = json.load(sys.stdin)
    ends = time.monotonic() + order["deadline"]
    url, again = order.pop("url"), order.get("again", AGAIN)
    redirect = Redirect(url, order.get("sockets", "/proc/net"), order.get("patience", PATIENCE))
    del url
    threading.Thread(target=redirect.serve, daemon=True).start()
    print(redirect.address, flush=True)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # closes the pipe: its reader reads to the end
    if redirect.taken.wait(max(0.0, ends - time.monotonic())):
        # If the owner is unknown, stay for the user's browser, which may come second (410).
        left = max(0.0, ends - time.monotonic())
        time.sleep(min(again, left) if redirect.owner_known else left)
    return 0


if __name__ == "__main__":
    sys.exit(main())
