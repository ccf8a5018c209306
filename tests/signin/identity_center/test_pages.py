"""The two pages of a sign-in: who listens is there before the address, and polls keep a pace."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from rolecall.aws.identity_center.oidc import Oidc
from rolecall.core.errors import Refused
from rolecall.core.identity_center import IdentityCenter
from rolecall.demo.faults import refuse
from rolecall.demo.portal.oidc import error
from rolecall.signin.identity_center.pages import DevicePage, LocalPage
from tests.signin.identity_center.corp import Corp

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def parts(corp: Corp) -> tuple[IdentityCenter, Oidc]:
    return corp.center, Oidc(corp.center, lambda: now(corp))


def now(corp: Corp) -> datetime:
    return datetime.fromtimestamp(corp.visitor.clock(), UTC)


@pytest.fixture
def device(corp: Corp, parts: tuple[IdentityCenter, Oidc]) -> DevicePage:
    corp.there.interval = 5
    clock = corp.visitor.clock
    return DevicePage(*parts, lambda: now(corp), ticks=clock, sleep=clock.advance)


def port_of(page: LocalPage) -> int:
    (redirect,) = parse_qs(urlsplit(page.address).query)["redirect_uri"]
    there = urlsplit(redirect)
    assert (there.hostname, there.path) == ("127.0.0.1", "/oauth/callback")
    assert there.port is not None
    return there.port


@pytest.fixture
def local(corp: Corp, parts: tuple[IdentityCenter, Oidc]) -> Iterator[LocalPage]:
    page = LocalPage(*parts, lambda: now(corp))
    yield page
    page.close()


def test_somebody_listens_before_the_address_is_shown(local: LocalPage) -> None:
    socket.create_connection(("127.0.0.1", port_of(local)), 5).close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", port_of(local)), 5)  # and on 127.0.0.1 alone


def test_nobody_listens_once_it_is_closed(local: LocalPage) -> None:
    port = port_of(local)
    assert not local.wait(0.01)
    local.close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), 5)


def polled_for(corp: Corp, page: DevicePage, seconds: float) -> int:
    """How often a page asks while this time passes."""
    before, ends = corp.asked("CreateToken"), corp.visitor.clock() + seconds
    while corp.visitor.clock() < ends:
        assert not page.wait(0.2)
    return corp.asked("CreateToken") - before


def test_it_asks_at_once_and_then_at_the_pace_that_aws_says(corp: Corp, device: DevicePage) -> None:
    assert corp.asked("CreateToken") == 1
    assert polled_for(corp, device, 4.5) == 0
    assert polled_for(corp, device, 21) == 5


def test_it_slows_down_when_aws_says_so(corp: Corp, device: DevicePage) -> None:
    corp.aws.faults.add("CreateToken", refuse(error("SlowDownException")), times=1)
    assert polled_for(corp, device, 5.1) == 1
    assert polled_for(corp, device, 9.5) == 0
    assert polled_for(corp, device, 21) == 3


def test_an_approval_is_found_at_the_next_look(corp: Corp, device: DevicePage) -> None:
    corp.client.answer(device.address)
    looks = 0
    while not device.wait(0.2):
        looks += 1
        assert looks < 60
    assert device.token is not None
    assert device.wait(0.2)


def test_what_aws_refuses_at_once_is_never_shown(
    corp: Corp, parts: tuple[IdentityCenter, Oidc]
) -> None:
    corp.aws.faults.add("CreateToken", refuse(error("InvalidClientException")), times=1)
    with pytest.raises(Refused):
        DevicePage(*parts, lambda: now(corp))
