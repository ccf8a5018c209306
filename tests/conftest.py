"""The fixtures of most tests: an AWS on loopback with a settable clock, and a HOME directory.

def test_second_role_asks_for_no_code(aws: EmbeddedAws, clock: SettableClock, home: Stage) -> None:
    phone = alice(aws.world).devices[0]
    phone.code(clock())          # the device's code; `windows=1` for the next one
    clock.advance(3600)          # one hour later in the world; signatures use real time
    aws.world.role("staging", "admin").trusts.clear()
    aws.faults.add("AssumeRole", throttle(), times=2)
    aws.idp.password             # of the demo's identity provider, in a federated world
    home.env                     # the environment of a process in this world
    home.paths.aws_config        # one of its files, which the test may overwrite
    assert aws.times_called("GetSessionToken") == 1

By default, the organisation has no SAML accounts. A module about SAML adds them with a fixture of
its own:

@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.notices import set_listener, take_pending
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, build_stage
from rolecall.demo.world.bastion import bastion_world
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.world import World
from tests.full import FULL

# Fixtures that more than one folder uses.
pytest_plugins = (
    "tests.canaries.plugin",
    "tests.fixtures.hostile_shells",
    "tests.fixtures.picker_world",
    "tests.fixtures.programs",
    "tests.fixtures.skips",
    "tests.fixtures.windows",
)


def pytest_configure() -> None:
    """Restore signals that are ignored under nohup or `&`: programs of the tests inherit them."""
    for number, usual in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
        (signal.SIGQUIT, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Two workers a core for `-n auto`: half of the tests mostly wait, for shells and terminals."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """At full length a test may take as long as it needs."""
    if FULL:
        for item in items:
            item.add_marker(pytest.mark.timeout(3_600))


@pytest.fixture(autouse=True)
def nothing_to_tell() -> None:
    """Isolate the notices of each test."""
    set_listener(None)
    take_pending()


@pytest.fixture
def clock() -> SettableClock:
    """The world's clock, stopped at the start of the test."""
    return SettableClock(time.time())


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    """The accounts, users and roles, with new keys and seeds for each test."""
    return bastion_world(clock)


@pytest.fixture
def aws(organisation: World) -> Iterator[EmbeddedAws]:
    """The organisation behind a real endpoint."""
    with EmbeddedAws(organisation) as running:
        yield running
    assert not running.crashes, "the embedded AWS itself failed"


@pytest.fixture
def home(tmp_path: Path, aws: EmbeddedAws) -> Stage:
    """A HOME directory in `tmp_path`, and an environment that leads to it and to `aws`."""
    return build_stage(tmp_path / "world", aws.world, aws.endpoint, os.environ)
