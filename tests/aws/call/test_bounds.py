"""Every call ends, whatever the server, the resolver or the user does."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rolecall.aws import iam, sts
from rolecall.aws.call.bounded_call import CallContext, SilentObserver
from rolecall.aws.call.client import AwsClients
from rolecall.aws.call.limits import LIMITS, Limits
from rolecall.core.errors import Cancelled, NotProcessed, Unreachable
from rolecall.core.model import utc_now
from rolecall.demo.faults import throttle
from rolecall.demo.server import EmbeddedAws
from tests.servers.idp_server import IdpServer, Reply

pytestmark = pytest.mark.usefixtures("environment")

SHORT = LIMITS._replace(total=0.5, dns=0.2)
LONGEST = 30.0  # seconds; a deadline against hangs, not a measure


def who(call: CallContext | None = None, limits: Limits = SHORT) -> str:
    return sts.caller_name(
        AwsClients("default", "eu-central-1", "aws", call=call or CallContext(None, None, limits))
    )


@pytest.fixture(autouse=True)
def no_threads_are_left() -> Iterator[None]:
    """A cancelled call must leave no thread behind."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if thread.name in ("ask-aws", "base-keys", "resolve"):
            thread.join(LONGEST)
            assert not thread.is_alive(), thread.name


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65_536


@pytest.mark.parametrize(
    "reply",
    [
        Reply(silent=True),
        Reply(body=b"<x>" * 100, drip="body"),
        Reply(body=b"{}", drip="headers", headers=(("X-Long", "y" * 100),)),
    ],
    ids=["silent", "body", "headers"],
)
def test_a_server_that_takes_its_time_is_left(
    reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    with IdpServer(lambda request: reply) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        with pytest.raises(
            Unreachable, match=r"answer sts:GetCallerIdentity within 0.5 s"
        ) as raised:
            who()
        assert type(raised.value) is Unreachable, "it may have been heard"
        assert len(server.logins) == 1, "silence is not asked again"


def test_all_pages_together_have_the_time_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        b"<ListMFADevicesResponse><ListMFADevicesResult><MFADevices/>"
        b"<IsTruncated>true</IsTruncated><Marker>%d</Marker>"
        b"</ListMFADevicesResult></ListMFADevicesResponse>"
    )
    pages = iter(range(1_000_000))
    with IdpServer(
        lambda request: Reply(body=page % next(pages), content_type="text/xml")
    ) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        clients = AwsClients("default", "eu-central-1", "aws", call=CallContext(None, None, SHORT))
        with pytest.raises(Unreachable, match="answer iam:ListMFADevices within"):
            iam.mfa_serials(clients, "alice")


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("body", [b"x" * (1 << 20) + b"x", endless], ids=["sized", "endless"])
def test_an_answer_that_is_too_large_is_not_read(
    body: bytes | Callable[[], Iterator[bytes]], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: object) -> Reply:
        return Reply(status=status, body=body if isinstance(body, bytes) else body())

    with IdpServer(answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        with pytest.raises(Unreachable, match="larger than 1,024 KiB"):
            who(limits=LIMITS)
        assert len(server.logins) == 1


def test_throttling_for_ever_ends_after_three_tries(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", throttle())
    with pytest.raises(NotProcessed, match="throttling"):
        who(limits=LIMITS)
    assert aws.times_called("GetCallerIdentity") == 3


@pytest.fixture
def stuck_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A resolver that does not answer; the event is set once a thread waits for it."""
    waiting, over = threading.Event(), threading.Event()

    def getaddrinfo(*args: Any, **options: Any) -> Any:
        waiting.set()
        over.wait(LONGEST)
        raise socket.gaierror(socket.EAI_AGAIN, "too late")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://sts.eu-central-1.amazonaws.com")
    yield waiting
    over.set()


def test_a_name_is_looked_up_for_so_long(stuck_names: threading.Event) -> None:
    """AWS has heard nothing, so that a code would be as good as before."""
    limits = LIMITS._replace(dns=0.2)
    with pytest.raises(NotProcessed, match=r"cannot resolve sts\.eu-central-1\.amazonaws\.com"):
        who(limits=limits)


def test_a_code_whose_request_never_left_is_unheard(stuck_names: threading.Event) -> None:
    clients = AwsClients("default", "eu-central-1", "aws", call=CallContext(None, None, SHORT))
    serial = "arn:aws:iam::111122223333:mfa/alice-phone"
    with pytest.raises(NotProcessed):
        sts.get_session_token(clients, serial, "123456", 43_200, utc_now)


class Leaver(SilentObserver):
    """Cancels as soon as `when` is set."""

    def __init__(self, when: threading.Event) -> None:
        self._when = when

    def check_cancelled(self) -> None:
        if self._when.is_set():
            raise Cancelled


def test_escape_ends_waiting_for_a_name(stuck_names: threading.Event) -> None:
    with pytest.raises(Cancelled):
        who(CallContext(Leaver(stuck_names)))


def test_escape_ends_waiting_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is closed as well: the server sees that."""
    asked = threading.Event()

    def answer(request: object) -> Reply:
        asked.set()
        return Reply(silent=True)

    with IdpServer(answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        with pytest.raises(Cancelled):
            who(CallContext(Leaver(asked)))


def test_ctrl_c_ends_waiting_for_a_name(stuck_names: threading.Event) -> None:
    def interrupt() -> None:
        stuck_names.wait(LONGEST)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        who(CallContext())
        threading.Event().wait(LONGEST)  # a late signal
    thread.join(LONGEST)


def test_a_fault_of_ours_on_the_way_is_no_network_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from rolecall.aws.call.connections import Connections

    def connect(self: Connections, connection: object) -> object:
        raise AttributeError("a typing mistake")

    monkeypatch.setattr(Connections, "_connect", connect)
    with pytest.raises(AttributeError, match="a typing mistake"):
        who()


def test_an_address_in_brackets_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with IdpServer(lambda request: Reply(body=b"{}"), host="::1") as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://[::1]:{server.port}")
        monkeypatch.setenv("NO_PROXY", "*")
        with pytest.raises(Unreachable, match="did not come from AWS"):
            who(limits=LIMITS)
        assert server.logins
