"""What it reads like when AWS is not reached: tests/samples/network_texts.toml, to the letter.

Each by a real server, proxy, certificate or address.
"""

import os
import socket
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rolecall.aws import sts
from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.client import AwsClients
from rolecall.aws.call.limits import LIMITS
from rolecall.core.errors import NotProcessed, RolecallError, Unreachable
from rolecall.core.process import machine_clock
from rolecall.demo.faults import reset, stalled, wrong_body
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.servers.certificates import Authority
from tests.servers.idp_server import IdpServer, Reply
from tests.servers.proxy_server import ProxyServer

FILE = Path(__file__).parents[1] / "samples/network_texts.toml"
STS = "sts.eu-central-1.amazonaws.com"
LOGIN = "user:CanaryCanary"


class Case(NamedTuple):
    """An entry of the file. `sent`: AWS may have received the request, and a code in it."""

    name: str
    message: str
    hint: str
    sent: bool = False


CASES = [Case(**case) for case in tomllib.loads(FILE.read_text(encoding="utf-8"))["network"]]


class Network:
    """What stands between this machine and AWS; `places` are the values of the texts."""

    def __init__(
        self, aws: EmbeddedAws, folder: Path, patch: pytest.MonkeyPatch, stack: ExitStack
    ) -> None:
        self.aws = aws
        self.places: dict[str, str] = {}
        self.limits = LIMITS
        self.region = "eu-central-1"
        self.patch = patch
        self._stack = stack
        self._folder = folder

    def endpoint(self, url: str) -> None:
        self.patch.setenv("AWS_ENDPOINT_URL", url)
        self.places["aws"] = url.partition("://")[2]

    def real_endpoint(self) -> None:
        self.patch.delenv("AWS_ENDPOINT_URL")
        for name in ("NO_PROXY", "no_proxy"):
            self.patch.delenv(name, raising=False)

    def proxy(self, address: str, login: str = "") -> None:
        self.places["proxy"] = address
        for name in ("HTTPS_PROXY", "https_proxy"):
            self.patch.setenv(name, f"http://{login}{'@' if login else ''}{address}")

    def tls(self, host: str = "127.0.0.1", **certificate: Any) -> IdpServer:
        """A server with a certificate of an authority that nobody trusts."""
        context = Authority(self._folder).server(host, **certificate)
        return self._stack.enter_context(IdpServer(lambda login: Reply(), context))

    def proxy_server(self, port: int = 1, **settings: Any) -> ProxyServer:
        return self._stack.enter_context(ProxyServer(port, **settings))


def closed_port() -> int:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return int(closed.getsockname()[1])


def nobody_listens(network: Network) -> None:
    network.endpoint(f"http://127.0.0.1:{closed_port()}")


def no_route(network: Network) -> None:
    network.endpoint("https://255.255.255.255")


def no_such_host(network: Network) -> None:
    network.endpoint("https://sts.invalid")


def no_such_region(network: Network) -> None:
    def nobody_knows(*args: object, **options: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    network.real_endpoint()
    network.region = "eu-centrl-1"
    network.patch.setattr(socket, "getaddrinfo", nobody_knows)


def proxy_refuses(network: Network) -> None:
    network.real_endpoint()
    network.proxy(f"127.0.0.1:{closed_port()}", LOGIN)


def proxy_unknown(network: Network) -> None:
    network.real_endpoint()
    network.proxy("proxy.invalid:3128", LOGIN)


def proxy_wants_login(network: Network) -> None:
    network.real_endpoint()
    network.proxy(f"127.0.0.1:{network.proxy_server(login='user:right').port}")


def proxy_wants_another_login(network: Network) -> None:
    network.real_endpoint()
    network.proxy(f"127.0.0.1:{network.proxy_server(login='user:right').port}", LOGIN)


def proxy_forbids(network: Network) -> None:
    network.real_endpoint()
    network.proxy(f"127.0.0.1:{network.proxy_server(status=403).port}")


def intercepted_by_proxy(network: Network) -> None:
    network.real_endpoint()
    server = network.tls(STS)
    login = "user:right"
    network.proxy(f"127.0.0.1:{network.proxy_server(server.port, login=login).port}", login)


def intercepted(network: Network) -> None:
    network.endpoint(network.tls().origin)


def self_signed(network: Network) -> None:
    network.endpoint(network.tls(self_signed=True).origin)


def _trusted(network: Network, host: str = "127.0.0.1", **certificate: Any) -> None:
    network.endpoint(network.tls(host, **certificate).origin)
    network.patch.setenv("AWS_CA_BUNDLE", str(network._folder / "authority.pem"))


def certificate_expired(network: Network) -> None:
    _trusted(network, valid_from=-8, valid_to=-1)


def certificate_of_tomorrow(network: Network) -> None:
    _trusted(network, valid_from=1, valid_to=2)


def certificate_of_another_host(network: Network) -> None:
    _trusted(network, "portal.example")


def no_tls(network: Network) -> None:
    network.endpoint(network.aws.endpoint.replace("http:", "https:"))


def login_page(network: Network) -> None:
    network.aws.faults.add("*", wrong_body(b"<html>Free WiFi</html>"))


def hangs_up(network: Network) -> None:
    network.aws.faults.add("*", reset())


def never_answers(network: Network) -> None:
    network.aws.faults.add("*", stalled(threading.Event(), 2.0))
    network.limits = LIMITS._replace(total=0.5)


ARRANGED: dict[str, Callable[[Network], None]] = {
    one.__name__.replace("_", " "): one
    for one in (
        *(nobody_listens, no_route, no_such_host, no_such_region),
        *(proxy_refuses, proxy_unknown, proxy_wants_login, proxy_wants_another_login),
        *(proxy_forbids, intercepted_by_proxy, intercepted, self_signed, certificate_expired),
        *(certificate_of_tomorrow, certificate_of_another_host, no_tls, login_page, hangs_up),
        never_answers,
    )
}


@pytest.fixture
def network(
    aws: EmbeddedAws, home: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Network]:
    for name in set(os.environ) - set(home.env):
        monkeypatch.delenv(name)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(machine_clock.how_to_set_clock, "__defaults__", ("linux",))
    with ExitStack() as stack:
        yield Network(aws, tmp_path, monkeypatch, stack)


def told(network: Network, case: Case) -> RolecallError:
    ARRANGED[case.name](network)
    call = CallContext(limits=network.limits)
    with pytest.raises(RolecallError) as raised:
        sts.caller_name(AwsClients("default", network.region, "aws", call=call))
    return raised.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_what_prevents_a_call_reads_as_the_table_has_it(network: Network, case: Case) -> None:
    error = told(network, case)
    wanted = tuple(text.format(**network.places) for text in (case.message, case.hint))
    assert (error.message, error.hint) == wanted
    assert type(error) is (Unreachable if case.sent else NotProcessed)
    assert "Canary" not in error.message + error.hint


def test_there_is_a_text_for_each_arrangement() -> None:
    assert [case.name for case in CASES] == list(ARRANGED)
