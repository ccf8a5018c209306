"""The dialog of a sign-in with a browser: its pages, keys and sizes."""

import asyncio
import base64
import json
import re
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.demo.world.approval import APPROVALS
from rolecall.demo.world.clock import SettableClock
from rolecall.signin.progress import Step
from rolecall.ui.widgets.large_code import large_code
from tests.drivers.browser.browser_asker import PROVIDER, TARGET, BrowserAsker
from tests.drivers.browser.scripted_page import CODE, DEVICE, HERE
from tests.drivers.picker import PATIENCE, Size, Walk, WorldAround
from tests.drivers.window_sizes import resize

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
DENIED = Refused("The request was denied in the browser.", "Sign in again, and choose Allow.")
BROWSER = """#!/bin/sh
printf '%s' "$1" > "$0.new"
mv "$0.new" "$0.url"
"""


@pytest.fixture
def opened(world: WorldAround, tmp_path: Path) -> Path:
    """The file in which the browser of this machine records the address it was given."""
    browser = tmp_path / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    world.env["BROWSER"] = str(browser)
    return Path(f"{browser}.url")


def _address(walk: Walk) -> str:
    shown = walk.app.screen.query_one("#address").render()
    return str(shown).replace("\n", "")


def _message(walk: Walk) -> str:
    message = walk.app.screen.query_one("#dialog-message")
    return " ".join(str(message.render()).split()) if message.display else ""


async def _ended(walk: Walk) -> None:
    await walk.until(lambda: walk.app.screen is walk.picker, "the dialog is gone")


@pytest.mark.parametrize("size", [(120, 40), (100, 40), (100, 30), (84, 31), (80, 24), (40, 12)])
async def test_it_says_when_the_demo_approves(world: WorldAround, size: Size) -> None:
    approvals = json.dumps({APPROVALS: {PROVIDER: 10}})
    Path(world.env["ROLECALL_DEMO"]).write_text(approvals)
    world.shows_codes = True
    async with world.picker(size=size) as walk:
        asker = BrowserAsker(walk)
        task = await asker.ask(by_device=True)
        await walk.see("demo: approved in 10 s")
        await walk.see("10:00")
        asker.page.approve()
        await asyncio.wait_for(task, PATIENCE)


async def test_a_device_shows_code_address_and_time_left(
    world: WorldAround, clock: SettableClock
) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        task = await asker.ask(by_device=True)
        await walk.see("Approve only if the page shows this code:")
        for row in large_code(CODE, 54, 3).split("\n"):
            assert row.rstrip() in walk.text
        assert "sandbox · developer" in walk.words
        assert _address(walk) == DEVICE
        await walk.see("waiting for your approval …")
        await walk.see("10:00")
        clock.advance(61)
        await walk.see("8:59")
        assert asker.steps == [Step.WAITING_FOR_BROWSER]
        asker.page.approve()
        assert (await asyncio.wait_for(task, PATIENCE)).page is asker.page
        await _ended(walk)
        assert asker.page.closed.is_set()


async def test_the_browser_here_opens_the_page_by_itself(world: WorldAround, opened: Path) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        task = await asker.ask(by_device=False)
        await walk.see("waiting for your browser …")
        assert _address(walk) == HERE
        assert "Approve only" not in walk.text
        await walk.until(opened.exists, "the browser was started")
        asker.page.approve()
        signed_in = await asyncio.wait_for(task, PATIENCE)
        assert not signed_in.by_device


async def test_a_page_for_any_device_is_opened_here_by_key_alone(
    world: WorldAround, opened: Path
) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True)
        await walk.see("Open here")
        assert not opened.exists()
        await walk.press("ctrl+o")
        await walk.until(opened.exists, "the browser was started")
        await walk.press("escape")
        await _ended(walk)


async def test_where_no_browser_is_found_the_dialog_says_what_to_do(world: WorldAround) -> None:
    world.env["BROWSER"] = "/nowhere/browser"
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=False)
        await walk.until(lambda: "Copy the address, or use another device." in walk.words, "hint")
        await walk.press("escape")
        await _ended(walk)


async def test_the_other_way_is_a_key_away_and_back(world: WorldAround, opened: Path) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        task = await asker.ask(by_device=False)
        await walk.see("Use another device")
        await walk.press("ctrl+t")
        await walk.see("Use this machine")
        assert [page.by_device for page in asker.pages] == [False, True]
        assert asker.pages[0].closed.is_set()
        await walk.press("ctrl+t")
        await walk.see("Use another device")
        await walk.press("ctrl+t")
        await walk.see("Use this machine")
        asker.page.approve()
        assert (await asyncio.wait_for(task, PATIENCE)).by_device, "remembered for the next time"


@pytest.mark.parametrize("by_device", [True, False])
async def test_escape_ends_it_at_once_and_closes_the_page(
    world: WorldAround, opened: Path, by_device: bool
) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        task = await asker.ask(by_device=by_device)
        await walk.press("escape")
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE)
        await _ended(walk)
        await walk.until(asker.page.closed.is_set, "nothing listens any more")
        await world.sign_in_threads_end(walk)


@SIZES
@pytest.mark.parametrize("by_device", [True, False])
async def test_what_became_of_the_page_before_is_shown(
    world: WorldAround, opened: Path, size: Size, by_device: bool
) -> None:
    async with world.picker(size=size) as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=by_device, refusal=DENIED)
        await walk.until(lambda: DENIED.message in _message(walk), "what happened")
        assert DENIED.hint in _message(walk)
        await walk.pilot.pause()
        dialog = walk.app.screen.query_one("#dialog").region
        for button in walk.app.screen.query("#page-buttons KeyButton").results():
            assert not button.display or dialog.contains_region(button.region), button
        await walk.press("escape")
        await _ended(walk)


async def test_a_long_refusal_has_more_room_than_beside_the_qr_code(world: WorldAround) -> None:
    long = Refused("The page was denied. " * 4, "Sign in again, and choose Allow. " * 3)
    async with world.picker(size=(80, 24)) as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True, refusal=long)
        await walk.until(lambda: long.hint.strip() in _message(walk), "all of it")
        await walk.pilot.pause()
        screen = walk.app.screen
        assert screen.query_one("#dialog").region.contains_region(
            screen.query_one("#page-buttons").region
        )
        bottom = screen.query_one("#dialog-message").region.bottom
        assert bottom <= screen.query_one("#page-buttons").region.y
        await walk.press("escape")
        await _ended(walk)


async def test_a_refusal_reaches_who_asked_and_closes_the_dialog(world: WorldAround) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        task = await asker.ask(by_device=True)
        asker.page.deny(DENIED)
        with pytest.raises(Refused, match="denied in the browser"):
            await asyncio.wait_for(task, PATIENCE)
        await _ended(walk)


@SIZES
async def test_a_code_is_pasted(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        asker = BrowserAsker(walk, takes_text=True)
        task = await asker.ask(by_device=True)
        await walk.see("paste it here")
        await walk.press("enter")
        await walk.paste("c3RhdGU9eCZjb2RlPXk=")
        await walk.press("enter")
        await asyncio.wait_for(task, PATIENCE)
        assert asker.page.taken == ["c3RhdGU9eCZjb2RlPXk="]
        await _ended(walk)


@SIZES
async def test_the_address_is_copied(
    world: WorldAround, capfd: pytest.CaptureFixture[str], size: Size
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker(size=size) as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True)
        await walk.press("ctrl+y")
        await walk.until(lambda: "(OSC 52)" in _message(walk), "what became of it")
        await walk.press("escape")
        await _ended(walk)
    sent = re.search(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", capfd.readouterr().err)
    assert sent is not None
    assert base64.b64decode(sent[1]).decode() == DEVICE


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
async def test_every_size_shows_the_code_and_the_way_out(world: WorldAround, locale: str) -> None:
    world.env["LC_ALL"] = locale
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True)
        for size in [(120, 40), (100, 30), (80, 24), (79, 23), (60, 24), (40, 12), (200, 60)]:
            await resize(walk, size)
            screen = walk.app.screen
            window = screen.region
            for part in ("#user-code", "#time-left", "#dialog-title"):
                assert window.contains_region(screen.query_one(part).region), (size, part)
            last = screen.query("#page-buttons KeyButton").last()
            assert window.contains_region(last.region), size
            qr = screen.query_one("#qr-code")
            if qr.display:
                assert window.contains_region(qr.region), size
            assert walk.text.isascii() or locale != "C"
        await walk.press("escape")
        await _ended(walk)


async def test_without_a_target_it_is_the_session_that_is_wanted(world: WorldAround) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True, target=None)
        await walk.see("waiting for your approval")
        assert TARGET.alias + " · " not in walk.words
        await walk.press("escape")
        await _ended(walk)


async def test_its_help_names_its_keys(world: WorldAround) -> None:
    async with world.picker() as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True)
        await walk.press("f1")
        await walk.see("Copy the address")
        for key, does in (("^o", "Open the page here"), ("^t", "Sign in the other way")):
            assert walk.line(does).split(does)[0].rstrip().endswith(key), does
        await walk.press("escape")
        await walk.see("Copy address")
        asker.page.approve()
        await _ended(walk)


async def test_a_title_beside_the_accounts_id_leaves_room_for_the_buttons(
    world: WorldAround,
) -> None:
    """It takes a second row beside the QR code, where every row is used."""
    async with world.picker(size=(80, 24)) as walk:
        asker = BrowserAsker(walk, provider="corp-sso-eu")
        await asker.ask(by_device=True)
        dialog = asker.dialog
        assert dialog.query_one("#dialog-title").size.height == 2
        assert dialog.has_class("-stacked")
        waiting, buttons = (
            dialog.query_one(part).region for part in ("#waiting", "#dialog-buttons")
        )
        assert waiting.bottom <= buttons.y, walk.text
        await walk.press("escape")
