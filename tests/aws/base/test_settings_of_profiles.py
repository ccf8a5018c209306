"""Which profile's settings a call uses, compared with the AWS CLI for the same profile."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from tests.drivers.visitor import Visitor
from tests.servers.certificates import Authority
from tests.servers.idp_server import IdpServer, Reply
from tests.servers.proxy_server import ProxyServer

ROLE = """\
[profile ops]
role_arn = arn:aws:iam::444455556666:role/developer
source_profile = default
external_id = 444455556666
role_session_name = me
region = eu-central-1
"""
SERVICES = """
[services mine]
sts =
  endpoint_url = https://sts.mine.example.com
"""


@pytest.fixture
def visitor(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    """A user with one role profile and nothing else, and no endpoint in the environment."""
    visitor = Visitor(home, aws, clock, monkeypatch)
    for file in (visitor.paths.config_file, visitor.paths.accounts_file):
        Path(file).unlink()
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    del visitor.env["AWS_ENDPOINT_URL"]
    return visitor


@pytest.fixture
def proxy(visitor: Visitor) -> Iterator[ProxyServer]:
    """Records the requested hosts, and connects to none."""
    with ProxyServer(1, status=502) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        visitor.setenv(HTTPS_PROXY=address, https_proxy=address, AWS_MAX_ATTEMPTS="1")
        yield proxy


def hosts(proxy: ProxyServer) -> set[str]:
    asked = {line.split()[1] for line in proxy.requests}
    proxy.requests.clear()
    return asked


def asked_by_aws(proxy: ProxyServer, visitor: Visitor) -> set[str]:
    words = [sys.executable, "-m", "awscli", "sts", "get-caller-identity", "--profile", "ops"]
    subprocess.run(words, env=visitor.env, capture_output=True, timeout=60)
    return hosts(proxy)


def asked_by_us(proxy: ProxyServer, visitor: Visitor) -> set[str]:
    with pytest.raises(RolecallError):
        visitor.become("ops", "")
    return hosts(proxy)


CASES = {
    "nothing": ("", "", {}),
    "fips": ("", "use_fips_endpoint = true", {}),
    "dual stack": ("", "use_dualstack_endpoint = true", {}),
    "both": ("", "use_dualstack_endpoint = true\nuse_fips_endpoint = true", {}),
    "legacy": ("", "sts_regional_endpoints = legacy", {}),
    "endpoint": ("", "endpoint_url = https://all.example.com", {}),
    "services": ("", f"services = mine\n{SERVICES}", {}),
    "fips of the base": ("use_fips_endpoint = true", "", {}),
    "legacy of the base": ("sts_regional_endpoints = legacy", "", {}),
    "endpoint of the base": ("endpoint_url = https://base.example.com", "", {}),
    "both have endpoints": (
        "endpoint_url = https://base.example.com",
        "endpoint_url = https://all.example.com",
        {},
    ),
    "variable for STS": (
        "",
        f"services = mine\n{SERVICES}",
        {"AWS_ENDPOINT_URL_STS": "https://variable.example.com"},
    ),
    "variable for another": ("", "", {"AWS_ENDPOINT_URL_IAM": "https://iam.example.com"}),
    "ignored": (
        "",
        f"services = mine\n{SERVICES}",
        {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    ),
    "variable for fips": ("", "use_fips_endpoint = false", {"AWS_USE_FIPS_ENDPOINT": "true"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_role_is_asked_for_where_the_aws_cli_asks(
    case: str, visitor: Visitor, proxy: ProxyServer
) -> None:
    base, role, variables = CASES[case]
    visitor.setenv(**variables)
    Path(visitor.paths.aws_config).write_text(
        f"[default]\nregion = eu-central-1\n{base}\n{ROLE}{role}\n"
    )
    expected = asked_by_aws(proxy, visitor)
    assert len(expected) == 1
    assert asked_by_us(proxy, visitor) == expected


def test_the_mfa_session_for_a_role_profile_is_asked_for_the_same_way(
    visitor: Visitor, proxy: ProxyServer, aws: EmbeddedAws
) -> None:
    """The AWS CLI needs no settings in the source profile, so users have none there."""
    serial = visitor.user.devices[0].serial
    Path(visitor.paths.aws_config).write_text(
        f"[default]\nregion = eu-central-1\n{ROLE}mfa_serial = {serial}\n"
        f"endpoint_url = {aws.endpoint}\n"
    )
    assert visitor.become("ops", "", visitor.code()).new
    assert aws.times_called("GetSessionToken") == aws.times_called("AssumeRole") == 1
    assert not proxy.requests


@pytest.mark.parametrize("trusts", [True, False])
def test_the_role_profiles_certificates_count(
    visitor: Visitor, tmp_path: Path, trusts: bool
) -> None:
    authority = Authority(tmp_path)
    refusal = b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
    answer = Reply(status=403, body=refusal, content_type="text/xml")
    with IdpServer(
        lambda request: answer, authority.server("localhost"), host="localhost"
    ) as server:
        bundle = f"ca_bundle = {authority.bundle}\n" if trusts else ""
        Path(visitor.paths.aws_config).write_text(
            f"[default]\nregion = eu-central-1\n{ROLE}endpoint_url = {server.origin}\n{bundle}"
        )
        words = "AWS denied developer" if trusts else "TLS certificate"
        with pytest.raises(RolecallError, match=words):
            visitor.become("ops", "")


def test_certificates_that_are_not_there_are_named(visitor: Visitor) -> None:
    Path(visitor.paths.aws_config).write_text(
        f"[default]\nregion = eu-central-1\n{ROLE}ca_bundle = ~/company.pem\n"
    )
    with pytest.raises(RolecallError, match="ca_bundle does not exist"):
        visitor.become("ops", "")
