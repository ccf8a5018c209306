"""ctrl+o: opens the web console for the role under the cursor, in the account's browser."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from rolecall.demo.faults import wrong_body
from tests.drivers.picker import Walk, WorldAround
from tests.servers.clipboards import eventually

BROWSER = """#!/bin/sh
printf '%s' "$1" > "$0.new"
echo noise; echo noise >&2
mv "$0.new" "$0.url"
"""


@pytest.fixture
def opened(world: WorldAround, tmp_path: Path) -> Path:
    """The files in which the browsers of `sandbox` and `production` record the address."""
    browser = tmp_path / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    config = Path(world.home.paths.config_file)
    text = config.read_text()
    for alias in ("sandbox", "production"):
        table = f"[accounts.{alias}]\n"
        assert table in text
        text = text.replace(table, f"{table}browser = {json.dumps(str(browser))}\n")
    config.write_text(text)
    return Path(f"{browser}.url")


def page(opened: Path) -> str:
    """The page that the browser shows."""
    eventually(opened.exists, "opened")
    with urlopen(opened.read_text(), timeout=10) as answer:  # noqa: S310
        shown: bytes = answer.read()
    return shown.decode()


async def test_a_held_role_opens_the_console(
    world: WorldAround, opened: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+o")
        await walk.see("Opening the console in your browser: sandbox · developer until")
        assert "SigninToken" not in walk.text
        await walk.press("ctrl+t")
        await walk.see("console, ")
    assert ":assumed-role/developer/" in page(opened)
    assert "noise" not in capfd.readouterr().err


async def test_one_not_held_is_signed_in_first(world: WorldAround, opened: Path) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+o")
        await walk.see(", as alice")
        assert not opened.exists()
        await walk.paste(world.code())
        await walk.see("Opening the console")
        assert len(world.sessions()) == 1
    assert ":assumed-role/developer/" in page(opened)


async def test_a_protected_account_asks_for_its_name_first(
    world: WorldAround, opened: Path
) -> None:
    async with world.picker() as walk:
        await walk.search("production read")
        await walk.press("ctrl+o")
        await walk.see("to assume it")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert not world.aws.console.requests
    assert not opened.exists()


async def test_the_board_opens_it_as_well(world: WorldAround, opened: Path) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.search("sandbox")
        await walk.press("ctrl+o")
        await walk.see("Opening the console")
    assert ":assumed-role/developer/" in page(opened)


async def _refused(walk: Walk, words: str) -> None:
    await walk.search("sandbox developer")
    await walk.press("ctrl+o")
    await walk.until(lambda: words in walk.message, words)
    assert walk.message.startswith("×")
    assert walk.app.is_running


async def test_what_does_not_come_from_aws_is_said(world: WorldAround, opened: Path) -> None:
    world.hold("sandbox", "developer")
    world.aws.faults.add("getSigninToken", wrong_body(b"<html>Log in</html>"))
    async with world.picker() as walk:
        await _refused(walk, "did not come from AWS")
    assert not opened.exists()


async def test_without_any_browser_the_way_out_is_said(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    world.env |= {"PATH": "/nowhere", "BROWSER": ""}
    async with world.picker() as walk:
        await _refused(walk, "No browser was found.")
        assert "--print" in walk.message


async def test_escape_stops_it_before_the_browser_has_it(world: WorldAround, opened: Path) -> None:
    world.hold("sandbox", "developer")
    with world.silence("getSigninToken") as answers:
        async with world.picker() as walk:
            await walk.search("sandbox developer")
            await walk.press("ctrl+o")
            await walk.until(lambda: world.aws.console.requests, "AWS is asked")
            await walk.press("escape")
            await walk.see("Stopped.")
            answers.set()
            await walk.until(lambda: walk.at_rest, "the picker is back")
    assert not opened.exists()
