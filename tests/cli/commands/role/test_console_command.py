"""`rolecall console`: opens or prints the address of the web console."""

import json
import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.program import Program, write
from tests.servers.clipboards import eventually

# A browser that records its arguments and environment, and keeps running.
BROWSER = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word"; done > "$0.words.new"
env > "$0.environment"
echo noise; echo noise >&2
mv "$0.words.new" "$0.words"
"""


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


REDIRECT = re.compile(r"http://127\.0\.0\.1:[0-9]+/[A-Za-z0-9_-]{43}")


class Browser:
    """A fake browser in a folder of its own."""

    def __init__(self, folder: Path, text: str = BROWSER) -> None:
        self.path = folder / "the browser"
        self.path.write_text(text)
        self.path.chmod(self.path.stat().st_mode | stat.S_IXUSR)
        self._words = Path(f"{self.path}.words")
        self.environment = Path(f"{self.path}.environment")

    def words(self) -> list[str]:
        """The arguments it was started with, once it was."""
        eventually(self._words.exists, "opened")
        return self._words.read_text().splitlines()


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def settle(program: Program, command: str) -> None:
    """Configure the fake browser for the account `production`."""
    path = Path(program.paths.config_file)
    text = path.read_text()
    before, table, after = text.partition("[accounts.production]\n")
    write(str(path), f"{before}{table}browser = {json.dumps(command)}\n{after}")
    assert table


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


class Shown(NamedTuple):
    """What a browser shows at an address, and the address that it was redirected to."""

    text: str
    url: str


def page(url: str) -> str:
    """What a browser would show at the address."""
    return visit(url).text


def visit(url: str) -> Shown:
    with urlopen(url, timeout=10) as answer:  # noqa: S310
        shown: bytes = answer.read()
        return Shown(shown.decode(), answer.url)


def test_the_address_is_printed_alone_and_signs_in(program: Program) -> None:
    program.sign_in("production", "read")
    done = program.run("console", "production", "read", "--print", "--service", "s3")
    assert done.returncode == 0, done.stderr
    (url,) = done.stdout.splitlines()
    assert done.stderr == ""
    there = query(url)["Destination"]
    assert there.startswith("https://console.aws.amazon.com/s3/home?region=")
    shown = page(url)
    assert ":assumed-role/read/" in shown
    assert "in production" in shown
    (asked, _) = program.aws.console.requests
    assert "SessionDuration" not in asked.parameters


def test_the_region_is_the_one_named(program: Program) -> None:
    program.sign_in("production", "read")
    done = program.run("console", "production", "--print", "--region", "eu-west-3")
    assert query(done.stdout.strip())["Destination"].endswith("/console/home?region=eu-west-3")


def test_the_accounts_own_browser_gets_the_address_and_no_credentials(
    program: Program, browser: Browser
) -> None:
    program.sign_in("production", "read")
    settle(program, f"'{browser.path}' --profile \"for work\" {{url}} --new")
    done = program.run("console", "production", "read", env={"AWS_SESSION_TOKEN": "canary"})
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == "Opened the console in your browser: production · read.\n"
    *first, url, last = browser.words()
    assert (first, last) == (["--profile", "for work"], "--new")
    assert REDIRECT.fullmatch(url), "the address itself would be seen by every user here"
    shown = visit(url)
    assert ":assumed-role/read/" in shown.text
    environment = browser.environment.read_text()
    assert "canary" not in environment
    token = query(shown.url)["SigninToken"]
    assert len(token) > 100
    assert token not in environment
    sessions = program.run("sessions").stdout.splitlines()
    assert sessions[1].endswith("\tconsole")


def test_the_address_is_good_for_one_browser(program: Program, browser: Browser) -> None:
    program.sign_in("production", "read")
    settle(program, f"'{browser.path}'")
    assert program.run("console", "production", "read").returncode == 0
    (url,) = browser.words()
    assert ":assumed-role/read/" in page(url)
    with pytest.raises((HTTPError, URLError)):  # 410, or gone
        page(url)


def test_without_a_place_for_it_the_address_comes_last(program: Program, browser: Browser) -> None:
    program.sign_in("production", "read")
    settle(program, f"'{browser.path}' --new-window")
    assert program.run("console", "production", "read").returncode == 0
    option, url = browser.words()
    assert option == "--new-window"
    assert ":assumed-role/read/" in page(url)


def test_in_another_address_it_is_encoded(program: Program, browser: Browser) -> None:
    program.sign_in("production", "read")
    settle(program, f"'{browser.path}' ext+container:name=prod&url={{encoded_url}}; touch pwned")
    assert program.run("console", "production", "read").returncode == 0
    address, *others = browser.words()
    assert others == ["touch", "pwned"], "no shell reads it"
    inner = parse_qs(address.removesuffix(";").partition(":")[2])
    assert inner["name"] == ["prod"]
    assert REDIRECT.fullmatch(inner["url"][0])
    assert ":assumed-role/read/" in page(inner["url"][0])


def test_the_usual_browser_is_the_one_the_system_names(program: Program, browser: Browser) -> None:
    program.sign_in("production", "read")
    plain = browser.path.rename(browser.path.with_name("browser"))
    done = program.run("console", "production", "read", env={"BROWSER": f"{plain} %s"})
    assert done.returncode == 0, done.stderr
    opened = Path(f"{plain}.words")
    eventually(opened.exists, "opened")
    assert ":assumed-role/read/" in page(opened.read_text().strip())


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("/nowhere/browser", 2, "cannot be started"),
        ("false", 1, "did not open the address"),
        ("'unclosed", 2, "a quote is not closed"),
    ],
)
def test_a_browser_that_does_not_work_is_said_and_the_address_is_not(
    program: Program, command: str, status: int, said: str
) -> None:
    program.sign_in("production", "read")
    settle(program, command)
    done = program.run("console", "production", "read")
    assert (done.returncode, done.stdout) == (status, "")
    message, hint = done.stderr.splitlines()
    assert said in message
    assert hint.startswith("hint: ")
    assert "SigninToken" not in done.stderr


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_without_a_browser_nobody_waits_for_one(program: Program) -> None:
    program.sign_in("production", "read")
    settle(program, "false")
    program.run("console", "production", "read", env={"MARK": "of-this-test"})

    def waiting() -> bool:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if b"of-this-test" in (process / "environ").read_bytes():
                    return True
        return False

    eventually(lambda: not waiting(), "nobody left")


def test_where_there_is_no_browser_the_hint_names_print(program: Program) -> None:
    program.sign_in("production", "read")
    bare: Mapping[str, str] = {
        "PATH": "/nowhere",
        "DISPLAY": "",
        "WAYLAND_DISPLAY": "",
        "BROWSER": "",
    }
    done = program.run("console", "production", "read", env=bare)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No browser was found." in done.stderr
    assert "--print" in done.stderr


def test_a_wrong_service_is_refused_before_anything_is_asked(program: Program) -> None:
    done = program.run("console", "production", "read", "--service", "../x", "--print")
    assert (done.returncode, done.stdout) == (2, "")
    assert not program.aws.calls
    assert not program.aws.console.requests


def test_without_a_session_and_a_terminal_it_says_that_a_code_is_needed(program: Program) -> None:
    done = program.run("console", "production", "read", "--print")
    assert (done.returncode, done.stdout) == (3, "")
    assert not program.aws.console.requests


def test_a_saml_role_may_have_the_console_for_longer(program: Program) -> None:
    idp = program.aws.idp
    os.makedirs(os.path.dirname(program.paths.saml_file), mode=0o700, exist_ok=True)
    write(program.paths.saml_file, f"username = {idp.user}\npassword = {idp.password}\n")
    os.chmod(program.paths.saml_file, 0o600)
    words = ("console", "partner-portal", "read", "--print")
    done = program.run(*words, "--duration", "8h")
    assert done.returncode == 0, done.stderr
    assert program.aws.console.requests[-1].parameters["SessionDuration"] == "28800"
    assert ":assumed-role/read/" in page(done.stdout.strip())
    done = program.run(*words)
    assert done.returncode == 0, done.stderr
    assert "SessionDuration" not in program.aws.console.requests[-1].parameters


def test_a_bastion_role_never_asks_for_a_duration(program: Program) -> None:
    words = ("console", "sandbox", "admin", "--print", "--duration", "12h")
    done = program.run(*words, "--mfa-code", program.code())
    assert done.returncode == 0, done.stderr
    assert program.aws.times_called("GetSessionToken") == 0, "12 h of the role session"
    assert "SessionDuration" not in program.aws.console.requests[-1].parameters
