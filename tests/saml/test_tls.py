"""Which certificates are trusted."""

import ssl
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError, Unreachable
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp import check_url, fetch_assertion
from tests.saml.logins import ASSERTION, PASSWORD, always
from tests.servers.certificates import Authority
from tests.servers.idp_server import TEMPLATE, IdpServer, saml_response

VARIABLES = ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def log_in(url: str, env: dict[str, str]) -> str:
    provider = IdentityProvider(url=url, body=TEMPLATE)
    assert check_url(provider, env) == ""
    return fetch_assertion(provider, "alice", Secret(PASSWORD), env, 20.0).reveal()


def server(tls: ssl.SSLContext) -> IdpServer:
    return IdpServer(always(saml_response(ASSERTION)), tls)


def refusal(tls: ssl.SSLContext, env: dict[str, str], connections: int = 1) -> Unreachable:
    with server(tls) as idp:
        with pytest.raises(Unreachable, match=idp.origin) as caught:
            log_in(idp.url, env)
        assert idp.connections == connections
        assert idp.logins == []
    assert "password was not sent" in caught.value.message
    return caught.value


@pytest.mark.parametrize("variable", VARIABLES)
def test_M13_private_authority_is_believed_by_its_variable(
    variable: str, authority: Authority
) -> None:
    with server(authority.server("127.0.0.1")) as idp:
        assert log_in(idp.url, {variable: str(authority.bundle)}) == ASSERTION


def test_M13_unknown_authority_is_refused_and_named(authority: Authority) -> None:
    """By a second connection, which sends nothing."""
    error = refusal(authority.server("127.0.0.1"), {}, connections=2)
    assert 'was issued by "Test authority", which this machine does not trust' in error.message
    assert "SSL_CERT_FILE" in error.hint


@pytest.mark.parametrize(
    ("hosts", "valid", "self_signed", "why"),
    [
        (["127.0.0.1"], (-1, 1), True, "self-signed"),
        (["127.0.0.1"], (-3, -1), False, "has expired"),
        (["127.0.0.1"], (1, 3), False, "is not valid yet"),
        (["idp.example", "127.0.0.2"], (-1, 1), False, "another host"),
    ],
)
def test_M13_bad_certificate_is_refused(
    hosts: list[str], valid: tuple[int, int], self_signed: bool, why: str, authority: Authority
) -> None:
    start, end = valid
    tls = authority.server(*hosts, valid_from=start, valid_to=end, self_signed=self_signed)
    assert why in refusal(tls, {"SSL_CERT_FILE": str(authority.bundle)}).message


def test_M13_tls_1_0_is_refused(authority: Authority) -> None:
    old = authority.server("127.0.0.1")
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
    error = refusal(old, {"SSL_CERT_FILE": str(authority.bundle)})
    assert "only TLS 1.1 or older" in error.message


def test_server_without_tls_is_named() -> None:
    with IdpServer(always(saml_response(ASSERTION))) as idp:
        with pytest.raises(Unreachable, match=r"does not speak TLS|broke before"):
            log_in(idp.url.replace("http:", "https:"), {})
        assert idp.logins == []


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_variable_that_names_no_certificates_is_refused(
    variable: str, content: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / "bundle.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=f"{variable} names no certificate file"):
        log_in("https://127.0.0.1:1/", {variable: str(file)})
