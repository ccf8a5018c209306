"""A network that is slow, down, or full of strangers: T05, T13, T14 and T15."""

import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from rolecall.aws.call import bounded_call, connections
from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.limits import LIMITS, Limits
from rolecall.aws.call.waiting import wait_for
from rolecall.core.errors import NotProcessed, Unreachable
from rolecall.demo.faults import stalled
from tests.canaries.marks import canary
from tests.drivers.patient import closed_port
from tests.drivers.picker import WorldAround
from tests.drivers.program import Program
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor
from tests.servers.proxy_server import ProxyServer
from tests.torture.figure import Figure

SHORT = LIMITS._replace(total=1.0, dns=0.5)  # seconds, like LIMITS
ENOUGH = LIMITS._replace(total=5.0)  # ... of which most remains for an answer of this machine
CANARY = canary(20)


def shortened(monkeypatch: pytest.MonkeyPatch, limits: Limits) -> dict[str, list[float]]:
    """Sets these limits; returns the time that each call, and each look-up, is given from then."""
    found: dict[str, list[float]] = {"ask-aws": [], "resolve": []}

    def noting(work: Any, seconds: float, check: Any, name: str) -> Any:
        found[name].append(seconds)
        return wait_for(work, seconds, check, name)

    monkeypatch.setattr(bounded_call, "wait_for", noting)
    monkeypatch.setattr(connections, "wait_for", noting)
    monkeypatch.setattr(CallContext.__init__, "__defaults__", (None, None, limits))
    return found


@pytest.fixture
def silence(visitor: Visitor) -> Iterator[threading.Event]:
    over = threading.Event()
    yield over
    over.set()


def test_T05_silence(
    visitor: Visitor,
    silence: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    figure: Figure,
) -> None:
    """Whatever is asked next where one service does not answer: all of it in the time of one."""
    budgets = shortened(monkeypatch, SHORT)
    visitor.aws.faults.add("*", stalled(silence))
    prompter = ScriptedPrompter()
    with pytest.raises(Unreachable, match="did not answer"):
        visitor.follow(visitor.plan("staging", "read"), prompter)
    assert len(budgets["ask-aws"]) == 2  # IAM's GetUser, and GetCallerIdentity in its place
    assert sum(budgets["ask-aws"]) <= SHORT.total
    assert prompter.steps[-1] == "asking AWS who you are"
    assert LIMITS.total == 20.0
    figure("20 s of silence at most, with the step shown")


def test_T05_iam_alone_is_silent(
    visitor: Visitor, silence: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets = shortened(monkeypatch, ENOUGH)
    for action in ("GetUser", "ListMFADevices"):
        visitor.aws.faults.add(action, stalled(silence))
    with pytest.raises(Unreachable, match="did not answer iam:ListMFADevices"):
        visitor.become("staging", "read")
    first, _, last = budgets["ask-aws"]
    assert first + last <= ENOUGH.total


def test_T14_a_name_that_takes_too_long(
    visitor: Visitor,
    silence: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    figure: Figure,
) -> None:
    visitor.sign_in()

    def getaddrinfo(*args: Any, **options: Any) -> Any:
        silence.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "too late")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    visitor.setenv(AWS_ENDPOINT_URL="https://sts.eu-central-1.amazonaws.com")
    assert not visitor.become("staging", "read").new  # the held session serves
    budgets = shortened(monkeypatch, SHORT)
    for login in visitor.desk().store.logins():
        visitor.desk().store.forget(login)
    with pytest.raises(NotProcessed, match="cannot resolve"):
        visitor.become("production", "read")
    assert len(budgets["resolve"]) > 1
    assert sum(budgets["resolve"]) <= SHORT.dns * 1.01
    assert LIMITS.dns == 5.0
    figure("5 s of slow DNS at most; cached sessions work")


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://sts.invalid", "cannot resolve sts.invalid"),
        ("https://255.255.255.255", "cannot be reached"),
    ],
    ids=["dns", "route"],
)
def test_T14_offline(program: Program, endpoint: str, words: str, figure: Figure) -> None:
    program.sign_in("staging", "read")
    offline = {"AWS_ENDPOINT_URL": endpoint}
    done = program.run("export", "staging", "admin", "--no-input", env=offline)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr and "Your sessions still work." in done.stderr
    done = program.run("export", "staging", "read", "--no-input", env=offline)
    assert done.returncode == 0 and "AWS_ACCESS_KEY_ID" in done.stdout
    figure("named; cached sessions work")


def through(proxy: str) -> dict[str, str]:
    """The variables of a proxy for all but this machine."""
    names = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
    hidden = dict.fromkeys(("NO_PROXY", "no_proxy", "AWS_ENDPOINT_URL"), "")
    return dict.fromkeys(names, proxy) | hidden


def test_T13_proxy(program: Program, figure: Figure) -> None:
    """Each message shows the proxy; even a debug trace shows its password in no spelling."""
    program.sign_in("staging", "read")
    words = ("export", "staging", "admin", "--no-input")
    password = f"{CANARY}/@:"
    spelled = quote(password, safe="")
    spellings = (CANARY, b64encode(f"user:{password}".encode()).decode())
    debug = {"ROLECALL_DEBUG": "1"}

    def told(env: dict[str, str], at: str) -> str:
        for more in ({}, debug):
            done = program.run(*words, env=env | more)
            assert (done.returncode, done.stdout) == (1, ""), done.stderr
            assert f"The proxy {at} " in done.stderr
            assert not [one for one in spellings if one in done.stderr]
            assert not program.aws.calls
            assert ("failures.py" in done.stderr) == bool(more)
        return done.stderr

    with ProxyServer(1, login=f"user:{password}", status=502) as proxy:
        at = f"127.0.0.1:{proxy.port}"
        assert "wants a user name and password (HTTP 407)" in told(through(f"http://{at}"), at)
        wrong = told(through(f"http://user:{spelled}Wrong@{at}"), at)
        assert "wants another user name and password (HTTP 407)" in wrong
        # Let in with the right one.
        assert "(HTTP 502)" in told(through(f"http://user:{spelled}@{at}"), at)
        assert {line.split()[0] for line in proxy.requests} == {"CONNECT"}
    at = f"127.0.0.1:{closed_port()}"
    dead = through(f"http://user:{spelled}@{at}")
    assert "does not answer" in told(dead, at)
    here = dead | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    here |= {"AWS_ENDPOINT_URL": program.aws.endpoint}
    assert program.run(*words, env=here).returncode == 0
    figure("4 of 4 named, the password never shown, in no spelling and no trace")


@pytest.fixture
def stranger() -> Iterator[dict[str, str]]:
    """The variables of an endpoint that is nobody's, behind a proxy that lets nothing through."""
    with ProxyServer(1, status=502) as proxy:
        names = ("HTTPS_PROXY", "https_proxy")
        yield dict.fromkeys(names, f"http://127.0.0.1:{proxy.port}")


def by_variable(program: Program) -> dict[str, str]:
    return {"AWS_ENDPOINT_URL_STS": "https://sts.example.com"}


def by_profile(program: Program) -> dict[str, str]:
    config = Path(program.paths.aws_config)
    text = config.read_text()
    assert "[default]\n" in text
    line = "endpoint_url = https://sts.example.com\n"
    config.write_text(text.replace("[default]\n", f"[default]\n{line}"))
    return {"AWS_ENDPOINT_URL": ""}


@pytest.mark.parametrize("by", [by_variable, by_profile])
def test_T15_endpoint(
    program: Program,
    stranger: dict[str, str],
    by: Callable[[Program], dict[str, str]],
    figure: Figure,
) -> None:
    """Named once, also where a code is asked for, and before that."""
    env = stranger | by(program)
    for more in (("--mfa-code", program.code()), ("--no-input",)):
        done = program.run("export", "staging", "read", *more, env=env)
        assert done.returncode != 0 and done.stdout == ""
        assert done.stderr.count("https://sts.example.com") == 1
        first = done.stderr.splitlines()[0]
        assert first.startswith("Requests go to https://sts.example.com, which is neither AWS's")
    figure("a stranger is named once on stderr; loopback is silent")


def test_T15_loopback_is_silent(program: Program) -> None:
    done = program.run("export", "staging", "read", "--mfa-code", program.code())
    assert (done.returncode, done.stderr) == (0, "")


async def test_T15_the_picker_names_it_first(
    world: WorldAround,
    stranger: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    figure: Figure,
) -> None:
    """As a message, once, before a code is asked for."""
    for name, value in (stranger | {"AWS_ENDPOINT_URL_STS": "https://sts.example.com"}).items():
        monkeypatch.setenv(name, value)
        world.env[name] = value
    said: list[str] = []
    async with world.picker() as walk:
        say = walk.picker.say

        def noting(kind: str, text: str, hint: str = "") -> None:
            said.append(text)
            say(kind, text, hint)

        monkeypatch.setattr(walk.picker, "say", noting)
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")  # IAM, on this machine, has said who asks
        assert len(said) == 1
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the picker is free")
    named = [text for text in said if "https://sts.example.com" in text]
    assert len(named) == 1 and said[0] == named[0]
    assert named[0].startswith("Requests go to https://sts.example.com, which is neither AWS's")
    figure("named in the picker before a code is asked for")
