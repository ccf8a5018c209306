"""Reaching the identity provider through a proxy."""

import socket
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError, RolecallError, Unreachable
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp import fetch_assertion
from rolecall.saml.idp_url import parse_url
from rolecall.saml.proxy import proxy_for
from tests.saml.logins import ASSERTION, PASSWORD, always
from tests.servers.certificates import Authority
from tests.servers.idp_server import TEMPLATE, IdpServer, saml_response
from tests.servers.proxy_server import ProxyServer

HOST = "idp.example"  # only the proxy can resolve it
LOGIN = "us:er:Canary-NotARealKey-pä ss@/%"
QUOTED = "us:er:Canary-NotARealKey-p%C3%A4%20ss%40%2F%25"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def log_in(env: dict[str, str], scheme: str = "https") -> str:
    provider = IdentityProvider(url=f"{scheme}://{HOST}/saml?x=1", body=TEMPLATE, allow_http=True)
    return fetch_assertion(provider, "alice", Secret(PASSWORD), env, 20.0).reveal()


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("tls", [False, True], ids=["http proxy", "https proxy"])
def test_https_goes_through_a_tunnel_that_sees_no_password(
    variable: str, tls: bool, authority: Authority
) -> None:
    own = authority.server("localhost") if tls else None
    with (
        IdpServer(always(saml_response(ASSERTION)), authority.server(HOST)) as idp,
        ProxyServer(idp.port, LOGIN, own) as proxy,
    ):
        address = f"{'https' if tls else 'http'}://{QUOTED}@localhost:{proxy.port}"
        env = {variable: address, "SSL_CERT_FILE": str(authority.bundle)}
        assert log_in(env) == ASSERTION
        assert proxy.requests[0].startswith(f"CONNECT {HOST}:443 ")
        assert idp.logins[0].path == "/saml?x=1"
        assert idp.logins[0].headers["host"] == HOST
        assert "proxy-authorization" not in idp.logins[0].headers


def test_plain_http_is_forwarded_by_a_proxy_that_speaks_tls(authority: Authority) -> None:
    with (
        IdpServer(always(saml_response(ASSERTION))) as idp,
        ProxyServer(idp.port, LOGIN, authority.server("localhost")) as proxy,
    ):
        address = f"https://{QUOTED}@localhost:{proxy.port}"
        env = {"HTTP_PROXY": address, "SSL_CERT_FILE": str(authority.bundle)}
        assert log_in(env, "http") == ASSERTION
        assert proxy.requests == [f"POST http://{HOST}/saml?x=1 HTTP/1.1"]


def test_certificate_is_the_hosts_also_behind_a_proxy(authority: Authority) -> None:
    with (
        IdpServer(always(saml_response(ASSERTION)), authority.server("localhost")) as idp,
        ProxyServer(idp.port) as proxy,
    ):
        env = {
            "HTTPS_PROXY": f"http://localhost:{proxy.port}",
            "SSL_CERT_FILE": str(authority.bundle),
        }
        with pytest.raises(Unreachable, match="another host"):
            log_in(env)
        assert idp.logins == []


@pytest.mark.parametrize("address", ["http://{}@127.0.0.1:{}", "{}@127.0.0.1:{}/"])
def test_plain_http_is_forwarded(address: str) -> None:
    with (
        IdpServer(always(saml_response(ASSERTION))) as idp,
        ProxyServer(idp.port, LOGIN) as proxy,
    ):
        assert log_in({"HTTP_PROXY": address.format(QUOTED, proxy.port)}, "http") == ASSERTION
        assert proxy.requests == [f"POST http://{HOST}/saml?x=1 HTTP/1.1"]
        assert idp.logins[0].path == "/saml?x=1"


@pytest.mark.parametrize(
    ("scheme", "status", "cause"),
    [
        ("https", 407, "another user name"),
        ("http", 407, "another user name"),
        ("https", 403, "HTTP 403"),
    ],
)
def test_proxy_that_says_no_is_named_without_its_password(
    scheme: str, status: int, cause: str
) -> None:
    wanted = "other:login" if status == 407 else ""
    with ProxyServer(1, wanted, status=status) as proxy:
        env = {f"{scheme.upper()}_PROXY": f"http://{QUOTED}@127.0.0.1:{proxy.port}"}
        with pytest.raises(Unreachable, match=cause) as caught:
            log_in(env, scheme)
        assert len(proxy.requests) == 1
    assert f"127.0.0.1:{proxy.port}" in caught.value.message
    _keeps_secrets(caught.value)


def test_dead_proxy_is_named_without_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unreachable, match=f"proxy 127.0.0.1:{port} does not answer") as caught:
        log_in({"HTTPS_PROXY": f"http://{QUOTED}@127.0.0.1:{port}"})
    _keeps_secrets(caught.value)


@pytest.mark.parametrize(
    "address", ["socks5://us:Canary@host:1080", "http://us:Canary@", "http://us:Canary@h:99999"]
)
def test_proxy_of_another_kind_is_refused_by_its_variable(address: str) -> None:
    with pytest.raises(ConfigError, match=r"^all_proxy is not") as caught:
        log_in({"all_proxy": address})
    assert "NO_PROXY" in caught.value.hint
    _keeps_secrets(caught.value)


@pytest.mark.parametrize(
    ("no_proxy", "through"),
    [
        ("", True),
        ("*", False),
        ("idp.example", False),
        ("other.test, IDP.example", False),
        ("example", False),
        (".example", False),
        ("idp.example:8443", False),
        ("idp.example:443", True),
        ("dp.example", True),
        ("example.idp", True),
        (",", True),
    ],
)
@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
def test_no_proxy_lists_who_is_reached_directly(
    variable: str, no_proxy: str, through: bool
) -> None:
    env = {"HTTPS_PROXY": "http://proxy.test:3128", variable: no_proxy}
    assert (proxy_for(parse_url("https://idp.example:8443/"), env) is not None) is through


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_this_machine_is_reached_directly(host: str) -> None:
    env = {"HTTPS_PROXY": "http://proxy.test", "HTTP_PROXY": "http://proxy.test"}
    assert proxy_for(parse_url(f"http://{host}/"), env) is None


def test_lower_case_wins_even_when_empty() -> None:
    url = parse_url("https://idp.example/")
    upper = {"HTTPS_PROXY": "http://upper.test:1"}
    lower = proxy_for(url, upper | {"https_proxy": "http://lower.test:2"})
    assert lower is not None
    assert lower.host == "lower.test"
    assert proxy_for(url, upper | {"https_proxy": ""}) is None
    assert proxy_for(url, {"HTTP_PROXY": "http://upper.test:1"}) is None


def _keeps_secrets(error: RolecallError) -> None:
    shown = error.message + error.hint
    for secret in ("Canary", "us:", PASSWORD):
        assert secret not in shown
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize(
    ("address", "scheme", "host", "port"),
    [
        ("http://proxy.test", "http", "proxy.test", 80),
        ("https://proxy.test", "https", "proxy.test", 443),
        ("HTTPS://proxy.test/", "https", "proxy.test", 443),
        ("proxy.test", "http", "proxy.test", 80),
        ("proxy.test:3128", "http", "proxy.test", 3128),
        ("http://[::1]:65535", "http", "::1", 65_535),
        ("http://proxy.test:1", "http", "proxy.test", 1),
    ],
)
def test_a_proxy_without_a_port_has_that_of_its_scheme(
    address: str, scheme: str, host: str, port: int
) -> None:
    proxy = proxy_for(parse_url("https://idp.example/"), {"HTTPS_PROXY": address})
    assert proxy is not None
    assert (proxy.scheme, proxy.host, proxy.port) == (scheme, host, port)
    assert proxy.headers == {}


@pytest.mark.parametrize("port", ["0", "65536", "99999", "-1", "x"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(ConfigError):
        proxy_for(parse_url("https://idp.example/"), {"HTTPS_PROXY": f"http://proxy.test:{port}"})
