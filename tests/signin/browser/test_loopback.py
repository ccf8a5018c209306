"""The listener that a browser comes back to, by real connections."""

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.signin.browser.loopback import Loopback
from rolecall.signin.browser.pkce import ProofKey, code_of, new_proof_key
from rolecall.signin.browser.surroundings import wants_device

PATIENCE = 30.0


@pytest.fixture
def listener() -> Iterator[Loopback]:
    made = Loopback()
    yield made
    made.close()


@pytest.fixture
def browser() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as threads:
        yield threads


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_it_returns_what_the_browser_brings(
    listener: Loopback, browser: ThreadPoolExecutor
) -> None:
    assert listener.address.startswith("http://127.0.0.1:")
    asked: Future[tuple[int, str]] = browser.submit(get, f"{listener.address}?code=c%2B1&state=s")
    assert listener.wait(PATIENCE) == {"code": "c+1", "state": "s"}
    status, text = asked.result()
    assert status == 200 and "Go back to the terminal" in text


def test_what_denies_is_an_answer_too(listener: Loopback, browser: ThreadPoolExecutor) -> None:
    asked = browser.submit(get, f"{listener.address}?error=<b>&state=s")
    assert listener.wait(PATIENCE) == {"error": "<b>", "state": "s"}
    assert "failed: &lt;b&gt;" in asked.result()[1]


def test_other_requests_and_silent_connections_do_not_end_it(
    listener: Loopback, browser: ThreadPoolExecutor
) -> None:
    silent = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(30)]
    with socket.create_connection(("127.0.0.1", listener.port)) as huge:
        huge.sendall(b"GET /" + b"x" * 20_000)
        pages = ("/favicon.ico", "/oauth/callback", "/oauth/callback?code=1", "/x?code=1&state=s")
        base = listener.address.removesuffix("/oauth/callback")
        others = [browser.submit(get, f"{base}{page}") for page in pages]
        last = browser.submit(
            lambda: (
                [other.result()[0] for other in others]
                and get(f"{listener.address}?code=1&state=s")
            )
        )
        assert listener.wait(PATIENCE) == {"code": "1", "state": "s"}
        assert [other.result()[0] for other in others] == [404] * 4
        assert last.result()[0] == 200
    for connection in silent:
        connection.close()


def test_it_waits_no_longer_than_it_is_told(listener: Loopback) -> None:
    assert listener.wait(0.01) is None


def test_a_code_counts_with_its_state_alone() -> None:
    key = ProofKey("s", Secret("v" * 64))
    # RFC 7636, appendix B
    other = ProofKey("s", Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
    assert other.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert code_of({"state": "s", "code": "c"}, key) == Secret("c")
    for answer, code in (
        ({"code": "c"}, "state"),
        ({"state": "ß", "code": "c"}, "state"),
        ({"state": "x", "error": "access_denied"}, "state"),
        ({"state": "s", "error": "access_denied"}, "access_denied"),
        ({"state": "s", "error": "server_error"}, "server_error"),
        ({"state": "s"}, "code"),
    ):
        with pytest.raises(Refused) as raised:
            code_of(answer, key)
        assert raised.value.code == code and raised.value.hint
    assert new_proof_key() != new_proof_key()
    assert 43 <= len(new_proof_key().verifier.reveal()) <= 128


@pytest.mark.parametrize(
    ("env", "there", "elsewhere"),
    [
        ({"DISPLAY": ":0"}, "", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "", False),
        ({"BROWSER": "firefox"}, "", False),
        ({}, "", True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, "", True),
        ({"DISPLAY": ":0", "SSH_TTY": ""}, "", False),
        ({"WSL_DISTRO_NAME": "Ubuntu"}, "", True),
        ({"container": "podman"}, "", True),
        ({}, "/.dockerenv", True),
        ({}, "/run/.containerenv", True),
    ],
)
def test_where_a_browser_is_elsewhere(env: dict[str, str], there: str, elsewhere: bool) -> None:
    assert wants_device(env, lambda path: path == there, "linux") is elsewhere


def test_a_display_is_a_matter_of_linux() -> None:
    assert not wants_device({}, lambda path: False, "darwin")
    assert not wants_device({}, lambda path: False, "win32")
