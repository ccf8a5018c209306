"""A redirect is an error: the password is never sent to another place."""

import contextlib
from collections.abc import Iterator

import pytest

from rolecall.core.errors import Refused
from tests.saml.logins import ASSERTION, always, log_in, refused
from tests.servers.idp_server import IdpServer, Login, Reply, saml_response


@contextlib.contextmanager
def _sinks(location: str, status: int) -> Iterator[tuple[IdpServer, IdpServer]]:
    """An identity provider that redirects to a second server."""
    with IdpServer(always(saml_response(ASSERTION))) as sink:
        reply = Reply(status, headers=(("Location", location.format(sink=sink.origin)),))
        with IdpServer(always(reply)) as idp:
            yield idp, sink


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_M07_redirects_to_another_host_get_nothing(status: int) -> None:
    with _sinks("{sink}/login?token=Canary", status) as (idp, sink):
        with pytest.raises(Refused, match="redirects") as caught:
            log_in(idp)
        assert len(idp.logins) == 1
        assert sink.connections == 0
    assert sink.origin in caught.value.message
    assert "Canary" not in caught.value.message + caught.value.hint
    assert "SAML_IDP_ASSERTION_URL" in caught.value.hint


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/saml/assertion", "http://127.0.0.1:"),
        ("//elsewhere.example/x", "http://elsewhere.example:"),
        ("https://user:Canary@elsewhere.example/", "another address"),
        ("\x1b]0;Canary\x07", "another address"),
        ("javascript:Canary()", "another address"),
        ("https://[bad", "another address"),
        ("", "http://127.0.0.1:"),
    ],
)
def test_M07_redirects_are_named_by_origin_alone(location: str, shown: str) -> None:
    reply = Reply(307, headers=(("Location", location),))
    error = refused(Refused, always(reply))
    assert f"redirects to {shown.removesuffix(':')}" in error.message
    assert "\x1b" not in error.message


def test_M07_redirects_in_a_loop_are_asked_once() -> None:
    def loop(login: Login) -> Reply:
        return Reply(307, headers=(("Location", login.path),))

    assert "redirects" in refused(Refused, loop).message
