"""The console sign-in: its duration, and the session it uses."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from rolecall.core.errors import UsageError
from rolecall.core.model import RoleSession
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.console import browser_of, checked_service, console_url
from rolecall.signin.desk import Desk, open_desk
from tests.drivers.picker import WorldAround


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def around(
    aws: EmbeddedAws, clock: SettableClock, home: Stage, monkeypatch: pytest.MonkeyPatch
) -> WorldAround:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)
    return WorldAround(aws, clock, home)


def _desk(around: WorldAround) -> Desk:
    return open_desk(around.env, around.now)


def _sent(around: WorldAround, session: RoleSession, duration: int) -> str | None:
    console_url(_desk(around), session, duration=duration)
    return around.aws.console.requests[-1].parameters.get("SessionDuration")


def test_only_a_role_that_is_not_chained_gets_a_duration(around: WorldAround) -> None:
    bastion = around.hold("sandbox", "developer")
    saml = around.hold("partner-portal", "read")
    assert _sent(around, bastion, 28_800) is None
    assert _sent(around, saml, 28_800) == "28800"
    assert _sent(around, saml, 0) is None


def test_the_page_is_that_of_the_sessions_region_and_partition(around: WorldAround) -> None:
    session = around.hold("sandbox", "developer")._replace(region="eu-west-3")
    url = console_url(_desk(around), session, service="ssm").reveal()
    there = parse_qs(urlsplit(url).query)["Destination"]
    assert there == ["https://console.aws.amazon.com/systems-manager/home?region=eu-west-3"]


def test_the_browser_is_the_roles_else_the_accounts(around: WorldAround) -> None:
    config = Path(around.home.paths.config_file)
    table = "[accounts.sandbox]\n"
    assert table in config.read_text()
    own = '[accounts.sandbox.role.developer]\nbrowser = "other"\n'
    config.write_text(config.read_text().replace(table, f'{table}browser = "one"\n') + own)
    desk = _desk(around)
    targets = {(target.alias, target.role): target for target in desk.catalog.targets}
    assert browser_of(desk, targets["sandbox", "developer"]) == "other"
    assert browser_of(desk, targets["sandbox", "developer"]._replace(role="new")) == "one"
    assert browser_of(desk, targets["partner-portal", "read"]) == ""


@pytest.mark.parametrize("text", ["S3", "../x", "a b", "-x", "x?y", "é", "x" * 65])
def test_what_is_no_service_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        checked_service(text)
