"""A password is sent before the deadline or not at all, and only once."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rolecall.core.errors import Refused, Unreachable
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp import fetch_assertion
from tests.saml.logins import ASSERTION, PASSWORD, always, log_in
from tests.servers.idp_server import TEMPLATE, IdpServer, Reply, saml_response

LONGEST = 30.0  # seconds; a deadline against hangs
NAME = "localhost"


def exchange_ended() -> None:
    """Wait until no thread of an exchange is left."""
    for thread in threading.enumerate():
        if thread.name == "saml-exchange":
            thread.join(LONGEST)
            assert not thread.is_alive()


@pytest.fixture
def found_late(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A resolver that resolves one name to loopback, but only once the event is set."""
    ask, go_on = socket.getaddrinfo, threading.Event()

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if host != NAME:
            return ask(host, *args, **options)
        assert go_on.wait(LONGEST)
        return ask("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield go_on
    go_on.set()


def test_a_name_that_is_found_after_the_deadline_gets_no_password(
    found_late: threading.Event,
) -> None:
    with IdpServer(always(saml_response(ASSERTION))) as idp:
        provider = IdentityProvider(url=f"http://{NAME}:{idp.port}/", body=TEMPLATE)
        with pytest.raises(Unreachable) as caught:
            fetch_assertion(provider, "alice", Secret(PASSWORD), {}, 0.3)
        found_late.set()
        exchange_ended()
        assert idp.logins == []
    assert "was not sent" in caught.value.hint


@pytest.mark.parametrize(
    "reply",
    [Reply(silent=True), Reply(status=500), Reply(status=302, headers=(("Location", "/again"),))],
    ids=["silent", "broken", "moved"],
)
def test_nothing_is_sent_again_after_the_error_is_told(reply: Reply) -> None:
    with IdpServer(always(reply)) as idp:
        with pytest.raises((Unreachable, Refused)):
            log_in(idp, deadline=1.0)
        exchange_ended()
        assert (len(idp.logins), idp.connections) == (1, 1)


def test_a_connection_that_breaks_under_the_request_is_not_made_again() -> None:
    """The server disconnects right after accepting: the request may already have been sent."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        connections: list[bytes] = []

        def hang_up() -> None:
            while True:
                try:
                    taken, _ = listening.accept()
                except OSError:
                    return
                with taken:
                    connections.append(b"")
                    taken.shutdown(socket.SHUT_RDWR)

        server = threading.Thread(target=hang_up, daemon=True)
        server.start()
        port = listening.getsockname()[1]
        provider = IdentityProvider(url=f"http://127.0.0.1:{port}/", body=TEMPLATE)
        with pytest.raises(Unreachable):
            fetch_assertion(provider, "alice", Secret(PASSWORD), {}, 5.0)
        exchange_ended()
        listening.shutdown(socket.SHUT_RDWR)
        server.join(LONGEST)
    assert len(connections) == 1
