"""Which endpoints are called: AWS and loopback silently, others reported or refused."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import EndpointVariantError

from rolecall.aws.call.endpoints import ALLOW, Endpoints, dns_suffixes
from rolecall.core.errors import ConfigError, RolecallError, Unreachable
from rolecall.core.partitions import PARTITIONS, regions_of
from rolecall.core.settings.settings import load_settings
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor
from tests.servers.proxy_server import ProxyServer

SUFFIXES = dns_suffixes(botocore.session.Session().get_data("partitions"))


def named(url: str, *allowed: str, env: dict[str, str] | None = None) -> list[str]:
    notices: list[str] = []
    Endpoints(allowed, env or {}).check(url, "sts", SUFFIXES, notices.append)
    return notices


@pytest.mark.parametrize("variant", [{}, {"use_fips_endpoint"}, {"use_dualstack_endpoint"}])
@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_endpoint_that_botocore_knows_is_awss(partition: str, variant: set[str]) -> None:
    core = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
    config = botocore.config.Config(**dict.fromkeys(variant, True), signature_version="v4")
    for service in ("sts", "iam"):
        for region in regions_of(partition)[:3]:
            with suppress(EndpointVariantError):  # some partitions do not have all of them
                client = core.create_client(
                    service, region, config=config, aws_access_key_id="x", aws_secret_access_key="x"
                )
                assert named(client.meta.endpoint_url + "/") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://sts.amazonaws.com",
        "https://sts.eu-west-99.amazonaws.com/",
        "https://vpce-0123-abcd.sts.eu-west-1.vpce.amazonaws.com",
        "https://eu-central-1.signin.aws.amazon.com/v1/token",
        "https://us-gov-west-1.signin.amazonaws-us-gov.com",
        "http://127.0.0.1:4566/",
        "http://localhost:4566",
        "https://[::1]/",
    ],
)
def test_aws_and_this_machine_are_asked_without_a_word(url: str) -> None:
    assert named(url) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://sts.example.com",
        "https://sts.amazonaws.com.example.com",
        "https://sts.evilamazonaws.com",
        "https://amazonaws.com",
        "https://abc123.execute-api.eu-west-1.amazonaws.com",
        "https://ec2-1-2-3-4.eu-west-1.compute.amazonaws.com",
        "https://sts.s3.eu-west-1.amazonaws.com",
        "https://vpce-1-2.vpce-svc-3.eu-west-1.vpce.amazonaws.com",
        "https://sts.amazonaws.com:8443",
        "https://127.evil.example",
        "https://[::ffff:8.8.8.8]",
        "https://0x7f.1",
    ],
)
def test_a_stranger_is_named_once(url: str) -> None:
    notices: list[str] = []
    endpoints = Endpoints((), {"AWS_ENDPOINT_URL_STS": url})
    for _ in range(2):
        endpoints.check(url + "/", "sts", SUFFIXES, notices.append)
    (notice,) = notices
    assert url in notice and "AWS_ENDPOINT_URL_STS" in notice


@pytest.mark.parametrize(
    "url",
    [
        "http://sts.example.com",
        "http://sts.amazonaws.com",
        "http://127.evil.example",
        "http://localhost.evil:80",
        "http://evil.localhost",
        "http://[::ffff:8.8.8.8]",
        "http://0x7f.1",
    ],
)
def test_plain_http_to_others_is_refused(url: str) -> None:
    origin = url.removesuffix(":80")
    with pytest.raises(ConfigError, match="in plain text: refused") as refused:
        named(url)
    assert f"{ALLOW}={origin}" in refused.value.hint
    assert named(url, origin) == []
    assert named(url, env={ALLOW: f"https://other.example, {origin}"}) == []
    with pytest.raises(ConfigError):
        named(url, env={ALLOW: f"{origin}.example {origin}:8080 https://{origin[7:]}"})


@pytest.mark.parametrize("url", ["https://me@sts.example.com", "https://a b/", "sts.example.com"])
def test_what_is_no_plain_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="does not have the form") as refused:
        named(url)
    assert "me@" not in refused.value.message + refused.value.hint


@pytest.fixture
def visitor(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    return Visitor(home, aws, clock, monkeypatch)


@pytest.fixture
def stranger(visitor: Visitor, aws: EmbeddedAws) -> Iterator[str]:
    """A host that is not loopback by its name, but leads to the embedded AWS."""
    with ProxyServer(int(aws.endpoint.rpartition(":")[2])) as proxy:
        for name in ("HTTP_PROXY", "http_proxy"):
            visitor.setenv(**{name: f"http://127.0.0.1:{proxy.port}"})
        visitor.setenv(AWS_ENDPOINT_URL="http://sts.example.com")
        yield "http://sts.example.com"


def test_a_sign_in_is_refused_before_anything_is_sent(
    visitor: Visitor, aws: EmbeddedAws, stranger: str
) -> None:
    with pytest.raises(ConfigError, match=r"go to http://sts\.example\.com in plain text"):
        visitor.become("staging", "read", visitor.code())
    assert not aws.calls


def test_a_sign_in_is_refused_before_a_code_is_asked_for(
    visitor: Visitor, aws: EmbeddedAws
) -> None:
    """IAM is called first, where that is allowed; the code would go to STS."""
    visitor.setenv(AWS_ENDPOINT_URL_STS="http://sts.example.com")
    prompter = ScriptedPrompter(visitor.code())
    with pytest.raises(ConfigError, match=r"go to http://sts\.example\.com in plain text"):
        visitor.follow(visitor.plan("staging", "read"), prompter)
    assert not prompter.questions


@pytest.mark.parametrize("by", ["variable", "setting"])
def test_what_the_user_allows_is_asked(
    visitor: Visitor, aws: EmbeddedAws, stranger: str, by: str
) -> None:
    if by == "variable":
        visitor.setenv(**{ALLOW: stranger})
    else:
        with open(visitor.paths.config_file, "a") as config:
            config.write(f'\n[network]\nallow_endpoints = ["{stranger}"]\n')
    prompter = ScriptedPrompter(visitor.code())
    # The proxy drops the signature: AWS is called, and refuses the call.
    with pytest.raises(RolecallError):
        visitor.follow(visitor.plan("staging", "read"), prompter)
    assert prompter.notices == []


def test_a_sign_in_names_a_stranger_once_before_it_is_asked(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four calls, one line; the first byte leaves after it."""
    prompter = ScriptedPrompter(visitor.code())
    seen: list[int] = []
    with ProxyServer(1, status=502) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy"):
            visitor.setenv(**{name: f"http://127.0.0.1:{proxy.port}"})
        visitor.setenv(AWS_ENDPOINT_URL="https://sts.example.com")

        def notice(line: str) -> None:
            seen.append(len(proxy.requests))
            prompter.notices.append(line)

        monkeypatch.setattr(prompter, "notice", notice)
        desk = visitor.desk()
        for _ in range(2):
            with pytest.raises(Unreachable):
                desk.become(visitor.plan("staging", "read"), prompter)
    (line,) = prompter.notices
    assert "https://sts.example.com" in line and "AWS_ENDPOINT_URL" in line
    assert seen == [0]


@pytest.mark.parametrize(
    "value",
    ['"https://a.example"', "[1]", '["a.example"]', '["https://a.example/path"]', '["ftp://a.b"]'],
)
def test_a_setting_that_is_no_list_of_origins_is_named(tmp_path: Path, value: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"[network]\nallow_endpoints = {value}\n")
    with pytest.raises(ConfigError, match="line 2: `allow_endpoints` must be"):
        load_settings(str(config))


def test_a_team_file_cannot_allow_endpoints(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text('[network]\nallow_endpoints = ["http://a.example"]\n')
    config = tmp_path / "config.toml"
    config.write_text('include = ["team.toml"]\n')
    with pytest.raises(ConfigError, match="Unknown setting `network`"):
        load_settings(str(config))
