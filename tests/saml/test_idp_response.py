"""Responses of identity providers, captive portals and attackers, and the message for each."""

import gzip
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.errors import LoginRefused, Refused, RolecallError, Unreachable
from tests.saml.logins import ASSERTION, HTML, always, log_in, refused
from tests.servers.idp_server import TEMPLATE, IdpServer, Reply, saml_response


@pytest.mark.parametrize("status", [401, 403])
def test_M03_login_refused_by_status(status: int) -> None:
    refused(LoginRefused, always(Reply(status, HTML, "text/html")))


@pytest.mark.parametrize("status", [400, 422])
def test_M03_bad_request_is_a_wrong_login_only_in_json(status: int) -> None:
    refused(LoginRefused, always(Reply(status, b'{"error": "Canary"}')))
    page = refused(Refused, always(Reply(status, HTML, "text/html")))
    assert not isinstance(page, LoginRefused)


@pytest.mark.parametrize(
    ("status", "kind", "cause"),
    [
        (400, Refused, "does not understand"),
        (402, Refused, "payment"),
        (404, Refused, "nothing at this URL"),
        (405, Refused, "accepts no logins"),
        (407, Refused, "proxy"),
        (418, Refused, "refuses"),
        (429, Refused, "too many"),
        (500, Unreachable, "internal error"),
        (501, Unreachable, "does not support"),
        (502, Unreachable, "gateway"),
        (503, Unreachable, "unavailable for now"),
        (504, Unreachable, "gateway"),
        (599, Unreachable, "trouble"),
    ],
)
def test_M03_status_is_named_and_its_page_is_not_shown(
    status: int, kind: type[RolecallError], cause: str
) -> None:
    error = refused(kind, always(Reply(status, HTML, "text/html")))
    assert type(error) is kind
    assert cause in error.message
    assert f"HTTP {status}" in error.message


def test_M03_page_of_an_error_is_not_waited_for() -> None:
    error = refused(Unreachable, always(Reply(503, HTML, "text/html", drip="body")), 5.0)
    assert "HTTP 503" in error.message


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/json"])
def test_M04_portal_is_not_a_saml_answer(content_type: str) -> None:
    error = refused(Unreachable, always(Reply(200, HTML, content_type)))
    assert "is not a SAML answer" in error.message
    assert "Open a browser" in error.hint


def test_json_labelled_as_html_is_taken_as_the_classic_took_it() -> None:
    reply = saml_response(ASSERTION)._replace(content_type="text/html")
    with IdpServer(always(reply)) as idp:
        assert log_in(idp).reveal() == ASSERTION


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"PHNhbWw="',
        b"{",
        b'{"saml_response": "PHNhbWw=", "n": NaN}',
        b'{"saml_response": "PHNhbWw=", "saml_response": "PHNhbWw="}',
        b'{"saml_response": "PHNhbWw="}{}',
        b'{"saml_response": 12}',
        b'{"saml_response": ["PHNhbWw="]}',
        b'{"saml_response": {"saml_response": "PHNhbWw="}}',
        b'{"saml_response": true}',
        b'{"saml_response": "\xff\xfe"}',
        b'{"a":' * 300_000,
        b"[" * 1_000_000,
        b'{"saml_response": ' + b"9" * 1_000_000 + b"}",
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_M06_odd_json_is_not_a_saml_answer(body: bytes) -> None:
    error = refused(Unreachable, always(Reply(body=body)))
    assert "is not a SAML answer" in error.message
    assert "saml_response" in error.hint


@pytest.mark.parametrize("depth", [900, 2_000, 9_000])
def test_M06_depth_is_read_or_refused(depth: int) -> None:
    """How much json takes differs from Python to Python."""
    body = b'{"saml_response": "PHNhbWw=", "a": ' + b"[" * depth + b"]" * depth + b"}"
    with IdpServer(always(Reply(body=body))) as idp:
        try:
            assert log_in(idp).reveal() == "PHNhbWw="
        except Unreachable as error:
            assert "is not a SAML answer" in error.message


def test_M06_huge_numbers_beside_the_assertion_are_no_matter() -> None:
    body = b'{"n": %s, "f": 1e999999, "saml_response": "PHNhbWw="}' % (b"9" * 100_000)
    with IdpServer(always(Reply(body=body))) as idp:
        assert log_in(idp).reveal() == "PHNhbWw="


def test_M06_endless_answer_is_left_at_2_mib() -> None:
    served = 0

    def endless() -> Iterator[bytes]:
        nonlocal served
        for _ in range(1024):
            yield b" " * (1 << 20)
            served += 1

    error = refused(Unreachable, always(Reply(body=endless())))
    assert "more than 2 MiB" in error.message
    assert served < 64  # MiB; the kernel buffers some of them


def test_answer_of_2_mib_is_read() -> None:
    body = saml_response(ASSERTION).body
    assert isinstance(body, bytes)
    with IdpServer(always(Reply(body=body.ljust(2 << 20)))) as idp:
        assert log_in(idp).reveal() == ASSERTION


def test_assertion_longer_than_sts_takes_is_refused() -> None:
    with IdpServer(always(saml_response("A" * 100_000 + "\n"))) as idp:
        assert len(log_in(idp).reveal()) == 100_000
    error = refused(Refused, always(saml_response("A" * 100_001)))
    assert "100,000" in error.message


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip"])
def test_M05_compressed_answer_is_refused(encoding: str) -> None:
    body = gzip.compress(b'{"saml_response": "PHNhbWw="}')
    error = refused(
        Unreachable, always(Reply(body=body, headers=(("Content-Encoding", encoding),)))
    )
    assert "compressed" in error.message


@pytest.mark.skipif(sys.platform != "linux", reason="reads VmHWM in /proc")
@pytest.mark.parametrize("kind", ["gzip", "lists", "objects", "texts", "keys"])
def test_M05_bomb_stays_small(kind: str, tmp_path: Path) -> None:
    """300 MB in 300 KB, and the worst JSON of 2 MiB, in a process that has logged in before."""
    if kind == "gzip":
        packed = tmp_path / "bomb.gz"
        with gzip.open(packed, "wb", compresslevel=6) as bomb:
            for _ in range(300):
                bomb.write(b"0" * 1_000_000)
        reply = Reply(body=packed.read_bytes(), headers=(("Content-Encoding", "gzip"),))
    else:
        pieces = {
            "lists": b"[]," * 690_000,
            "objects": b"{}," * 690_000,
            "texts": b'"ab",' * 410_000,
            "keys": b"{%s}," % b",".join(b'"%x":0' % number for number in range(200_000)),
        }
        reply = Reply(body=b'{"a": [' + pieces[kind] + b"0]}")
    program = """
        import sys
        from rolecall.core.errors import RolecallError
        from rolecall.core.secret import Secret
        from rolecall.core.settings.settings import IdentityProvider
        from rolecall.saml.idp import fetch_assertion

        def peak():  # KiB
            lines = open("/proc/self/status").read().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

        for url in sys.argv[2:]:
            before = peak()
            try:
                fetch_assertion(IdentityProvider(url=url, body=sys.argv[1]), "a", Secret("b"), {})
            except RolecallError as error:
                print(type(error).__name__)
        print(peak() - before)
    """
    with IdpServer(always(saml_response(ASSERTION))) as fair, IdpServer(always(reply)) as foul:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program), TEMPLATE, fair.url, foul.url],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    kind_of_error, grown = done.stdout.split()
    assert kind_of_error == ("LoginRefused" if kind in ("texts", "keys") else "Unreachable")
    assert int(grown) <= 50 * 1024
