"""No wait exceeds its limit, and a truncated response is never used."""

import signal
import socket
import subprocess
import sys
import textwrap
from typing import Literal

import pytest

from rolecall.core.errors import Unreachable
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp import fetch_assertion
from tests.saml.logins import ASSERTION, PASSWORD, always, log_in, refused
from tests.servers.idp_server import TEMPLATE, IdpServer, Login, Reply, saml_response

SOON = 0.5  # seconds, for what never arrives


def test_M01_silence_ends_at_the_deadline() -> None:
    error = refused(Unreachable, always(Reply(silent=True)), SOON)
    assert "did not answer within 0.5 s" in error.message
    assert "sent once" in error.hint


@pytest.mark.parametrize("part", ["headers", "body"])
def test_M02_drip_ends_at_the_deadline_for_both_sides(part: Literal["headers", "body"]) -> None:
    answer = always(saml_response(ASSERTION)._replace(drip=part))
    with IdpServer(answer) as idp:
        with pytest.raises(Unreachable, match=r"did not answer within 0\.5 s"):
            log_in(idp, deadline=SOON)
        # To a thread left behind, it would drip for longer than this.
        assert idp.hung_up.wait(20)
    assert len(idp.logins) == 1


def test_M01_unanswered_connection_ends_unsent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        provider = IdentityProvider(url=f"https://127.0.0.1:{port}/", body=TEMPLATE)
        with pytest.raises(Unreachable, match=r"could not be reached within 0\.5 s") as caught:
            fetch_assertion(provider, "alice", Secret(PASSWORD), {}, SOON)
        taken, _ = listening.accept()
        with taken:
            taken.settimeout(20)
            received = b"".join(iter(lambda: taken.recv(4096), b""))  # until its end
    assert received.startswith(b"\x16\x03")  # a TLS ClientHello, RFC 8446
    assert b"Canary" not in received
    assert "was not sent" in caught.value.hint


def test_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    provider = IdentityProvider(url=f"http://127.0.0.1:{port}/", body=TEMPLATE)
    with pytest.raises(Unreachable, match="cannot be reached"):
        fetch_assertion(provider, "alice", Secret(PASSWORD), {})


def test_host_that_does_not_exist_is_named() -> None:
    provider = IdentityProvider(url="https://idp.invalid/saml", body=TEMPLATE)
    with pytest.raises(Unreachable, match=r"idp\.invalid|could not be reached"):
        fetch_assertion(provider, "alice", Secret(PASSWORD), {}, 5.0)


@pytest.mark.parametrize("cut", [0, 1, 20])
def test_torn_answer_is_named_and_not_asked_for_again(cut: int) -> None:
    error = refused(Unreachable, always(saml_response(ASSERTION)._replace(cut=cut)))
    assert "broke before the whole answer" in error.message
    assert "sent once" in error.hint


def test_ctrl_c_ends_the_wait() -> None:
    program = """
        import sys
        from rolecall.core.secret import Secret
        from rolecall.core.settings.settings import IdentityProvider
        from rolecall.saml.idp import fetch_assertion
        try:
            provider = IdentityProvider(url=sys.argv[2], body=sys.argv[1])
            fetch_assertion(provider, "a", Secret("b"), {})
        except KeyboardInterrupt:
            print("interrupted")
    """
    running: list[subprocess.Popen[str]] = []

    def interrupt(login: Login) -> Reply:
        running[0].send_signal(signal.SIGINT)
        return Reply(silent=True)

    with (
        IdpServer(interrupt) as idp,
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program), TEMPLATE, idp.url],
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        running.append(process)
        out, _ = process.communicate(timeout=30)
    assert out == "interrupted\n"
    assert process.returncode == 0


def test_password_does_not_leave_after_the_deadline() -> None:
    """However close it is: if the error says that nothing was sent, nothing was received."""
    said_sent = 0
    with IdpServer(always(Reply(silent=True))) as idp:
        for turn in range(60):
            with pytest.raises(Unreachable) as caught:
                log_in(idp, deadline=turn / 20_000)
            said_sent += "sent once" in caught.value.hint
    assert said_sent < 60
    assert len(idp.logins) <= said_sent
