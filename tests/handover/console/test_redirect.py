"""The one-time redirect on loopback, which keeps the address out of arguments."""

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from rolecall.handover.console import redirect_child
from rolecall.handover.console.redirect_child import owner_of
from tests.servers.clipboards import NOBODY

PATIENCE = 30.0  # seconds; a deadline against hangs, not a measure
URL = "https://signin.example.com/federation?Action=login&SigninToken=Canary-3c9"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    page: str


class Served(NamedTuple):
    """A running redirect; `address` is the one for the browser."""

    process: "subprocess.Popen[bytes]"
    address: str

    def ask(self, method: str = "GET", path: str = "", host: str = "") -> Answer:
        parts = urlsplit(self.address)
        connection = HTTPConnection("127.0.0.1", parts.port or 0, timeout=PATIENCE)
        headers = {"Host": host or parts.netloc, "Cookie": "of=another program; " * 200}
        connection.request(method, path or parts.path, headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        assert "Canary" not in page
        return Answer(answer.status, dict(answer.getheaders()), page)

    def ended(self) -> bool:
        return self.process.poll() is not None


@contextmanager
def served(deadline: float = PATIENCE, **more: str | float) -> Iterator[Served]:
    child = subprocess.Popen(
        [sys.executable, "-I", redirect_child.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin and child.stdout
    with child:
        child.stdin.write(json.dumps({"url": URL, "deadline": deadline, **more}).encode())
        child.stdin.close()
        try:
            yield Served(child, child.stdout.readline().decode().strip())
        finally:
            child.kill()


def test_the_first_to_ask_is_led_on_and_nothing_is_kept_of_it() -> None:
    with served() as redirect:
        answer = redirect.ask()
        assert (answer.status, answer.headers["Location"]) == (302, URL)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert redirect.process.wait(PATIENCE) == 0


def test_who_comes_second_is_told() -> None:
    """If the owner of the first request is unknown, it listens until the deadline."""
    with served(sockets="/nowhere") as redirect:
        assert redirect.ask().status == 302
        for _ in range(3):
            second = redirect.ask()
            assert (second.status, "Location" in second.headers) == (410, False)
            assert "has been used" in second.page and "another program" in second.page
        assert not redirect.ended()


@pytest.mark.parametrize(
    ("method", "path", "host"),
    [
        ("GET", "/", ""),
        ("GET", "/favicon.ico", ""),
        ("GET", "{}?", ""),
        ("GET", "{}/", ""),
        ("GET", "/{}", ""),
        ("GET", "http://127.0.0.1{}", ""),
        ("POST", "{}", ""),
        ("OPTIONS", "{}", ""),
        ("GET", "{}", "evil.example"),
        ("GET", "{}", "127.0.0.1"),
        ("GET", "{}", "localhost:{port}"),
    ],
)
def test_whatever_else_is_asked_is_not_there_and_takes_nothing(
    method: str, path: str, host: str
) -> None:
    with served() as redirect:
        parts = urlsplit(redirect.address)
        answer = redirect.ask(method, path.format(parts.path), host.format(port=parts.port))
        assert (answer.status, "Location" in answer.headers) == (404, False)
        assert redirect.ask().headers["Location"] == URL


def test_an_opener_that_only_looks_takes_nothing() -> None:
    with served() as redirect:
        look = redirect.ask("HEAD")
        assert (look.status, "Location" in look.headers) == (200, False)
        assert redirect.ask().status == 302


@pytest.mark.parametrize("sent", [b"", b"GET ", b"\0" * 100, b"x" * 100_000, b"\r\n\r\n"])
def test_what_is_no_request_holds_nobody_up(sent: bytes) -> None:
    with served() as redirect:
        place = ("127.0.0.1", urlsplit(redirect.address).port or 0)
        silent = [socket.create_connection(place) for _ in range(20)]
        for each in silent:
            each.sendall(sent)
        assert redirect.ask().status == 302
        for each in silent:
            # Disconnected without a request, as when a process is killed.
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            each.close()


def test_a_silent_connection_is_given_up() -> None:
    with served(patience=0.1) as redirect:
        place = ("127.0.0.1", urlsplit(redirect.address).port or 0)
        with socket.create_connection(place, timeout=PATIENCE) as silent:
            silent.sendall(b"GET / HTTP/1.1\r\n")
            assert silent.recv(4096).startswith(b"HTTP/1.1 404 ")
        assert redirect.ask().status == 302


def test_a_browser_that_asks_twice_is_told_for_a_while() -> None:
    with served(again=PATIENCE) as redirect:
        assert (redirect.ask().status, redirect.ask().status) == (302, 410)
    with served(again=0.0) as redirect:
        assert redirect.ask().status == 302
        assert redirect.process.wait(PATIENCE) == 0


def test_two_hosts_are_none() -> None:
    with served() as redirect:
        parts = urlsplit(redirect.address)
        with socket.create_connection(("127.0.0.1", parts.port or 0), timeout=PATIENCE) as two:
            two.sendall(
                f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nHost: x\r\n\r\n".encode()
            )
            assert two.recv(4096).startswith(b"HTTP/1.1 404 ")
        assert redirect.ask().status == 302


def test_it_ends_at_its_deadline() -> None:
    with served(deadline=0.2) as redirect:
        assert redirect.process.wait(PATIENCE) == 0
        with pytest.raises(ConnectionRefusedError):
            redirect.ask()


def test_nobody_asks_twice_as_often_as_there_is_an_address() -> None:
    """Of many concurrent requests, one is redirected."""
    with served() as redirect:
        parts = urlsplit(redirect.address)
        ask = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        many = [socket.create_connection(("127.0.0.1", parts.port or 0)) for _ in range(20)]
        for each in many:
            each.settimeout(PATIENCE)
            each.sendall(ask)
        statuses = sorted(each.recv(4096)[9:12] for each in many)
        for each in many:
            each.close()
        assert statuses == [b"302"] + [b"410"] * 19


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_the_address_is_in_no_command_line_and_no_environment() -> None:
    with served() as redirect:
        there = Path(f"/proc/{redirect.process.pid}")
        assert b"redirect_child" in (there / "cmdline").read_bytes()
        for name in ("cmdline", "environ"):
            assert b"Canary" not in (there / name).read_bytes()


@pytest.mark.skipif(
    not os.path.exists("/proc/net/tcp") or os.getuid() != 0, reason="takes root and /proc/net"
)
def test_another_user_gets_nothing_and_takes_nothing() -> None:
    """They can read the browser's arguments, but the connection shows who they are."""
    ask = (
        "import sys, urllib.request as r, urllib.error as e\n"
        "try: print(r.build_opener(r.ProxyHandler({})).open(sys.argv[1], timeout=30).status)\n"
        "except e.HTTPError as error: print(error.code, error.read().decode())\n"
    )
    with served() as redirect:
        done = subprocess.run(
            ["/usr/bin/python3", "-I", "-c", ask, redirect.address],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd="/",
        )
        assert done.stdout.startswith("403 "), done.stderr
        assert "another user" in done.stdout and "Canary" not in done.stdout
        assert redirect.ask().status == 302


@pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="no /proc/net here")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_the_owner_of_a_connection_is_told(family: socket.AddressFamily) -> None:
    """Also if the other end uses IPv4 on an IPv6 socket, as some browsers do."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(family) as client:
        here = server.getsockname()
        if family == socket.AF_INET6:
            client.connect(("::ffff:127.0.0.1", here[1]))
        else:
            client.connect(here)
        connection, peer = server.accept()
        with connection:
            assert owner_of(peer, here, "/proc/net") == os.getuid()
            assert owner_of(("127.0.0.9", peer[1]), here, "/proc/net") is None
            assert owner_of(peer, here, "/nowhere") is None


@pytest.mark.parametrize("table", ["", "\0\n", "a b c d e f g h\n", "0: {} {} 01 x x x nobody\n"])
def test_a_table_that_cannot_be_read_tells_nothing(tmp_path: Path, table: str) -> None:
    ends = ("0100007F:0001", "0100007F:0002")
    (tmp_path / "tcp").write_text(table.format(*ends))
    assert owner_of(("127.0.0.1", 1), ("127.0.0.1", 2), str(tmp_path)) is None


@pytest.mark.parametrize(
    "url", ["https://x/\r\nSet-Cookie: a=b", "https://x/ y", "https://x/\u00e9"]
)
def test_what_is_no_address_is_led_to_by_nothing(url: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        redirect_child.Redirect(url, "/proc/net")
