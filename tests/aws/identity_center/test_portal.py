"""The access portal as Rolecall asks it: pages, roles, credentials, the rate, bad answers."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3.util.connection

from rolecall.aws.identity_center.pace import Pacer
from rolecall.aws.identity_center.portal import Account, Portal
from rolecall.core.errors import Refused, RolecallError, Unreachable
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.secret import Secret
from rolecall.demo.faults import reset, stalled, unavailable, wrong_body
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import Client, assigned

pytestmark = pytest.mark.usefixtures("environment")

FIRST = "600000000000"


@pytest.fixture
def token(aws: EmbeddedAws) -> Secret:
    assigned(aws)
    return Secret(Client(aws).signed_in()["accessToken"])


@pytest.fixture
def portal(aws: EmbeddedAws, clock: SettableClock) -> Iterator[Portal]:
    center = IdentityCenter("corp", aws.identity_center.start_url, "eu-central-1")
    opened = Portal(center, pacer=Pacer(clock=clock, sleep=clock.advance))
    yield opened
    opened.close()


def test_accounts_come_page_by_page(portal: Portal, token: Secret) -> None:
    first = portal.accounts(token)
    assert first.accounts == (
        Account(FIRST, "team-0", "0@example.com"),
        Account("600000000001", "team-1", "1@example.com"),
    )
    second = portal.accounts(token, first.next_page)
    third = portal.accounts(token, second.next_page)
    assert [account.name for account in third.accounts] == ["team-4"]
    assert third.next_page == ""


def test_roles_come_from_all_pages(portal: Portal, token: Secret, aws: EmbeddedAws) -> None:
    aws.identity_center.page_size = 1
    assert portal.roles(token, FIRST) == ("Admin", "Read")


def test_credentials_last_until_their_milliseconds(
    portal: Portal, token: Secret, aws: EmbeddedAws
) -> None:
    now = datetime.fromtimestamp(int(aws.world.clock()), UTC)
    given = portal.credentials(token, FIRST, "Read", lambda: now)
    assert (given.expiration - now).total_seconds() == 3600
    assert aws.world.key(given.access_key_id)


def test_a_session_is_logged_out(portal: Portal, token: Secret) -> None:
    portal.log_out(token)
    with pytest.raises(Refused) as refused:
        portal.accounts(token)
    assert refused.value.code == "UnauthorizedException"


def test_more_requests_than_the_portal_takes_are_all_answered(
    portal: Portal, token: Secret, aws: EmbeddedAws
) -> None:
    aws.identity_center.requests_a_second = 5  # fewer than Rolecall reckons with
    for _ in range(40):
        assert portal.roles(token, FIRST)


def test_threads_share_connections_that_stay_open(
    portal: Portal, token: Secret, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.identity_center.requests_a_second = 1_000
    found: list[tuple[str, ...]] = []
    threads = [
        threading.Thread(target=lambda: found.append(portal.roles(token, FIRST))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [("Admin", "Read")] * 12
    opened: list[object] = []
    real = urllib3.util.connection.create_connection

    def counted(*args: Any, **options: Any) -> socket.socket:
        opened.append(args)
        return real(*args, **options)

    monkeypatch.setattr("rolecall.aws.call.connections.create_connection", counted)
    for _ in range(10):
        portal.roles(token, FIRST)
    assert not opened


def test_a_broken_connection_is_followed_by_another(
    portal: Portal, token: Secret, aws: EmbeddedAws
) -> None:
    aws.faults.add("ListAccounts", reset(), times=1)
    aws.faults.add("ListAccounts", unavailable(), times=1)
    assert portal.accounts(token).accounts
    aws.faults.add("ListAccounts", unavailable(), times=3)
    with pytest.raises(Unreachable):
        portal.accounts(token)


def test_a_closed_portal_leaves_nobody_waiting(
    portal: Portal, token: Secret, aws: EmbeddedAws
) -> None:
    until, began = threading.Event(), threading.Event()
    aws.faults.add("ListAccounts", stalled(until))
    ended: list[RolecallError] = []

    def ask() -> None:
        began.set()
        try:
            portal.accounts(token)
        except RolecallError as error:
            ended.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert began.wait(10)
    while not any(each.action == "ListAccounts" for each in aws.portal.requests):
        asking.join(0.01)
    portal.close()
    asking.join(15)
    assert not asking.is_alive()
    assert len(ended) == 1
    until.set()


ENTRY = {"accountId": FIRST, "accountName": "a", "emailAddress": "b"}
KEYS = {
    "accessKeyId": "ASIA234567890ABCDEFG",
    "secretAccessKey": "s" * 40,
    "sessionToken": "t" * 40,
    "expiration": 1,
}


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("ListAccounts", {}),
        ("ListAccounts", {"accountList": [{}]}),
        ("ListAccounts", {"accountList": [ENTRY | {"accountId": "1/../2"}]}),
        ("ListAccounts", {"accountList": [ENTRY], "nextToken": "a\nb"}),
        ("ListAccountRoles", {"roleList": [{"roleName": "a b"}]}),
        ("ListAccountRoles", {"roleList": [{"roleName": "$(x)"}]}),
        ("GetRoleCredentials", {}),
        ("GetRoleCredentials", {"roleCredentials": KEYS | {"accessKeyId": "$(x)"}}),
        ("GetRoleCredentials", {"roleCredentials": KEYS | {"expiration": 1 << 62}}),
        ("GetRoleCredentials", {"roleCredentials": KEYS | {"expiration": None}}),
    ],
)
def test_an_answer_that_is_not_the_portals_is_refused(
    portal: Portal, token: Secret, aws: EmbeddedAws, action: str, body: dict[str, object]
) -> None:
    sent = json.dumps(body).encode()
    aws.faults.add(action, wrong_body(sent, content_type="application/json"))
    with pytest.raises(Unreachable, match=r"not come from AWS|not from AWS"):
        if action == "ListAccounts":
            portal.accounts(token)
        elif action == "ListAccountRoles":
            portal.roles(token, FIRST)
        else:
            portal.credentials(token, FIRST, "Read", lambda: datetime.now(UTC))


def test_a_name_that_a_terminal_would_obey_is_escaped(
    portal: Portal, token: Secret, aws: EmbeddedAws
) -> None:
    body = json.dumps({"accountList": [ENTRY | {"accountName": "a\x1b[2J"}]}).encode()
    aws.faults.add("ListAccounts", wrong_body(body, content_type="application/json"))
    ((account,), _) = portal.accounts(token)
    assert account.name == "a\\u001b[2J"
