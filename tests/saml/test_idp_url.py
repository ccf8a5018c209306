"""The URLs that a password may be sent to."""

import pytest

from rolecall.core.errors import ConfigError
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp import check_url, origin_of

HTTP = "http://idp.example.com/saml"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://IdP.example.com/saml?app=1", "https://idp.example.com"),
        (" https://idp.example.com:443\n", "https://idp.example.com"),
        ("HTTPS://idp.example.com:8443/a@b", "https://idp.example.com:8443"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://[2001:db8::1]:444?x", "https://[2001:db8::1]:444"),
        ("http://127.0.0.1#@elsewhere.example/", "http://127.0.0.1"),
        ("https://idp.example.com./", "https://idp.example.com."),
    ],
)
def test_origin_is_scheme_host_and_unusual_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_https_gives_no_warning() -> None:
    assert check_url(IdentityProvider(url="https://idp.example.com/saml"), {}) == ""


def test_M08_plain_http_is_refused_and_both_ways_out_are_named() -> None:
    with pytest.raises(ConfigError, match=r"http://idp\.example\.com in plain text") as caught:
        check_url(IdentityProvider(url=HTTP), {"ROLECALL_ALLOW_HTTP_IDP": "0"})
    for way in ("allow_http = true", "[identity-providers.NAME]", "ROLECALL_ALLOW_HTTP_IDP=1"):
        assert way in caught.value.hint


@pytest.mark.parametrize(
    ("provider", "env"),
    [
        (IdentityProvider(url=HTTP, allow_http=True), {}),
        (IdentityProvider(url=HTTP), {"ROLECALL_ALLOW_HTTP_IDP": "1"}),
    ],
)
def test_M08_allowed_http_gets_the_classics_warning(
    provider: IdentityProvider, env: dict[str, str]
) -> None:
    assert check_url(provider, env) == (
        f"[WARNING] - Using non-https url ({HTTP}) for SAML authentication. "
        "Your credentials may be sent via plaintext."
    )


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.8.9.1", "[::1]:99"])
def test_M08_loopback_is_allowed_and_warned_about(host: str) -> None:
    warning = check_url(IdentityProvider(url=f"http://{host}/"), {})
    assert f"(http://{host.lower()}/)" in warning


@pytest.mark.parametrize(
    "host",
    [
        "localhost.example.com",
        "127.0.0.1.example.com",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "128.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "[::]",
        "[::2]",
        "localhost.",
        "evil.localhost",
    ],
)
def test_M08_what_only_looks_like_loopback_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="plain text"):
        check_url(IdentityProvider(url=f"http://{host}/"), {})


@pytest.mark.parametrize("url", ["", "  "])
def test_missing_url_is_asked_for(url: str) -> None:
    with pytest.raises(ConfigError, match="No URL") as caught:
        check_url(IdentityProvider(url=url), {})
    assert "SAML_IDP_ASSERTION_URL" in caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "https://user:Canary@idp.example.com/",
        "https://Canary@idp.example.com",
        "user:Canary@idp.example.com",
        "//user:Canary@idp.example.com",
        "https:\\\\user:Canary@idp.example.com",
        "http://127.0.0.1\\@Canary.example/",
        "http://127.0.0.1%23@Canary.example/",
    ],
)
def test_url_with_a_login_in_it_is_never_shown(url: str) -> None:
    with pytest.raises(ConfigError, match="holds a user name or a password") as caught:
        check_url(IdentityProvider(url=url), {})
    assert "Canary" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///Canary",
        "https://user:Can:Canary/ry@idp.example.com/",
        "https://:443/",
        "https://idp.example.com:0/",
        "https://idp.example.com:65536/",
        "https://idp.example.com:x/",
        "https://idp..example.com/",
        "https://.example.com/",
        f"https://{'a' * 64}.example.com/",
        "https://[::1/",
        "https://idp.example.com/a b",
        "https://idp.example.com/\r\nX: Canary",
        "https://idp.exämple.com/",
        "https://idp.example.com/pä",
        "ftp://idp.example.com/",
        "file:///etc/passwd",
        "idp.example.com/saml",
        "localhost:8080/saml",
    ],
)
def test_what_is_no_https_url_is_refused_unshown(url: str) -> None:
    with pytest.raises(ConfigError, match="does not have the form https://HOST/PATH") as caught:
        check_url(IdentityProvider(url=url), {})
    assert "Canary" not in caught.value.message + caught.value.hint


def test_query_of_the_url_is_not_shown() -> None:
    warning = check_url(IdentityProvider(url="http://localhost/saml?key=Canary"), {})
    assert "(http://localhost/saml?…)" in warning
