"""A sign-in with a browser on the terminal: its address, code and QR code, and who cannot ask."""

import fcntl
import os
import pty
import select
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rolecall.cli.prompters.browser_login import browser_login
from rolecall.cli.prompters.process_prompter import ProcessPrompter
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.terminal.terminal import Terminal
from rolecall.core.errors import InputNeeded, Refused
from rolecall.signin.browser.pages import BrowserQuestion
from tests.drivers.browser.qr_reader import read_qr_codes
from tests.drivers.browser.screen_picture import png_of
from tests.drivers.browser.scripted_page import CODE, DEVICE, HERE, LASTS, ScriptedPage
from tests.drivers.program import PATIENCE

Size = tuple[int, int]
DENIED = Refused("The request was denied in the browser.", "Sign in again, and choose Allow.")


@pytest.fixture(autouse=True)
def terminal_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_CTYPE", "NO_COLOR", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def pair() -> Iterator[tuple[int, int]]:
    """The two ends of a pseudo-terminal: the user's and the program's."""
    master, slave = pty.openpty()
    yield master, slave
    os.close(master)
    os.close(slave)


def _told(
    pair: tuple[int, int],
    page: ScriptedPage,
    *,
    size: Size = (80, 24),
    last: str = "ctrl+c cancels.",
    refusal: Refused | None = None,
    then: Callable[[], None] = lambda: None,
) -> str:
    """What the terminal shows until `last`; then the page is approved."""
    master, slave = pair
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    question = BrowserQuestion("acme", page.by_device, lambda by_device: page, refusal=refusal)
    ask = threading.Thread(target=lambda: browser_login(Terminal(slave), question), daemon=True)
    ask.start()
    seen = b""
    while last.encode() not in seen:
        assert select.select([master], [], [], PATIENCE)[0], seen
        seen += os.read(master, 4096)
    then()
    page.approve()
    ask.join(PATIENCE)
    assert not ask.is_alive() and page.closed.is_set()
    return seen.decode().replace("\r\n", "\n")


def _page(*, by_device: bool = True, takes_text: bool = False) -> ScriptedPage:
    return ScriptedPage(
        by_device=by_device, takes_text=takes_text, expires=time.time() + LASTS, user_code=None
    )


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_any_device_gets_address_code_and_qr_code(
    pair: tuple[int, int], size: Size, tmp_path: Path
) -> None:
    told = _told(pair, _page(), size=size)
    assert "To sign in to acme, open this page on any device, or scan the QR code:\n" in told
    assert f"\n{DEVICE}\n" in told
    assert f"Approve only if the page shows this code: {CODE}\n" in told
    rows = told.count("\n") + 1
    assert read_qr_codes(png_of(told, (size[0], rows)), tmp_path) == [DEVICE]


def test_the_ascii_twin_is_read_where_it_fits(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    told = _told(pair, _page(), size=(120, 40))
    assert told.isascii()
    assert read_qr_codes(png_of(told, (120, told.count("\n") + 1)), tmp_path) == [DEVICE]


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_without_colors_it_is_drawn_for_a_dark_terminal(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch, name: str, value: str, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, value)
    told = _told(pair, _page())
    assert "\x1b" not in told
    assert read_qr_codes(png_of(told, (80, told.count("\n") + 1)), tmp_path) == [DEVICE]


@pytest.mark.parametrize(("size", "locale"), [((80, 24), "C"), ((36, 40), "C.UTF-8")])
def test_where_it_does_not_fit_the_address_has_to_do(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch, size: Size, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    told = _told(pair, _page(), size=size)
    assert "QR" not in told and "##" not in told and "▀" not in told
    assert DEVICE in told and CODE in told


def test_the_browser_here_is_opened(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{opened}"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))

    def opens() -> None:
        ends = time.monotonic() + PATIENCE
        while not opened.exists():
            assert time.monotonic() < ends
            threading.Event().wait(0.02)

    told = _told(pair, _page(by_device=False), then=opens)
    assert "Opening the sign-in page of acme in your browser. Or open it:\n" in told
    assert f"\n{HERE}\n" in told
    assert "Approve" not in told


def test_where_no_browser_is_found_the_other_way_is_named(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "/nowhere/browser")
    told = _told(pair, _page(by_device=False), last="--device.\r\n")
    assert "Open the address yourself, or run: rolecall sso login acme --device" in told


def test_what_the_page_shows_is_pasted(pair: tuple[int, int]) -> None:
    page = _page(takes_text=True)

    def paste() -> None:
        os.write(pair[0], b"c3RhdGU9eA==\n")
        ends = time.monotonic() + PATIENCE
        while not page.taken:
            assert time.monotonic() < ends
            threading.Event().wait(0.02)

    _told(pair, page, last="Paste the code that the page shows: ", then=paste)
    assert page.taken == ["c3RhdGU9eA=="]


def test_a_refusal_is_told_once(pair: tuple[int, int]) -> None:
    told = _told(pair, _page(), refusal=DENIED)
    assert told.count(DENIED.message) == 1 and DENIED.hint in told


@pytest.mark.parametrize("prompter", [TerminalPrompter, ProcessPrompter])
@pytest.mark.parametrize(
    ("question", "command"),
    [
        (BrowserQuestion("acme", True, lambda _: _page()), "rolecall sso login acme"),
        (BrowserQuestion("our org", True, lambda _: _page()), "rolecall sso login 'our org'"),
        (
            BrowserQuestion("AWS", True, lambda _: _page(), by_hand="aws login --profile x"),
            "aws login --profile x",
        ),
    ],
)
def test_no_input_names_the_command_that_signs_in(
    prompter: type[TerminalPrompter], question: BrowserQuestion, command: str
) -> None:
    with pytest.raises(InputNeeded) as raised:
        prompter(no_input=True).browser_login(question)
    assert f"{raised.value.message} {raised.value.hint}".rstrip().endswith(f": {command}")
    assert f"A sign-in to {question.provider} is needed" in raised.value.message
