"""The origin of a URL, parsed as strictly as secrets require."""

import pytest

from rolecall.core.network.web_origin import is_loopback, parse_origin, parse_url


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"]
)
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "127.evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.localhost",
        "localhost.",
        "::ffff:8.8.8.8",
        "::ffff:808:808",
        "::1%eth0",
        "0x7f.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0177.0.0.1",
        "0.0.0.0",  # noqa: S104
        "::",
        "127.0.0.\uff11",
        "",
    ],
)
def test_what_only_looks_like_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://sts.example.com", "https://sts.example.com"),
        ("HTTPS://STS.example.com:443/path?q", "https://sts.example.com"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://aws_stub:4566", "http://aws_stub:4566"),
    ],
)
def test_an_origin_is_scheme_host_and_an_unusual_port(text: str, origin: str) -> None:
    assert str(parse_origin(text)) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sts.example.com",
        "ftp://sts.example.com",
        "https://",
        "https:///path",
        "https://user@sts.example.com",
        "http://127.0.0.1@sts.example.com",
        "http://127.0.0.1\\@sts.example.com",
        "http://127.0.0.1 .example.com",
        "http://127.0.0.1%2eexample.com",
        "https://sts..example.com",
        "https://sts.example.com:0",
        "https://sts.example.com:65536",
        "https://sts.example.com:\u0664\u0664\u0663",
        "https://st\u0455.example.com",
        "http://[::1%25lo]/",
    ],
)
def test_what_parsers_could_differ_over_is_no_url(text: str) -> None:
    assert parse_url(text) is None
