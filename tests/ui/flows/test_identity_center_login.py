"""Signing in to the embedded Identity Center from the picker, with a browser here or elsewhere."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.state.state import load_state
from rolecall.demo.server import EmbeddedAws
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from rolecall.signin.desk import open_desk
from rolecall.signin.identity_center.tokens import usable_token
from rolecall.signin.schemes.identity_center import center_of
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from tests.demo.portal.center import Client, assigned
from tests.drivers.browser.allowing_browser import allowing_browser
from tests.drivers.browser.qr_reader import read_qr_codes
from tests.drivers.browser.screen_picture import screen_png
from tests.drivers.picker import PATIENCE, Walk, WorldAround


@pytest.fixture
def corp(world: WorldAround, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An Identity Center in the user's files; nobody has signed in to it yet."""
    monkeypatch.setattr("rolecall.signin.browser.surroundings._CONTAINERS", ())
    assigned(aws)
    aws.identity_center.interval = 0
    file = Path(world.home.paths.aws_config)
    file.write_text(
        f"{file.read_text()}\n[sso-session corp]\nsso_region = eu-central-1\n"
        f"sso_start_url = {aws.identity_center.start_url}\n"
        "sso_registration_scopes = sso:account:access\n"
    )
    yield Client(aws)


async def _sign_in(walk: Walk) -> asyncio.Task[SsoToken]:
    """Returns what the sign-in comes to, once its dialog is open."""
    desk = open_desk(walk.world.env, walk.world.now)
    services = desk.sign_in.services
    center = center_of(services.files, "corp")
    prompter = DialogPrompter(walk.picker, desk, lambda step, detail: None)
    task = asyncio.ensure_future(prompter.run(lambda: usable_token(services, center, prompter)))
    await walk.until(lambda: "Sign in to Identity Center corp" in _title(walk), "the dialog")
    return task


def _title(walk: Walk) -> str:
    found = walk.app.screen.query("#dialog-title")
    return str(found.first().render()) if found else ""


def _address(walk: Walk) -> str:
    return str(walk.app.screen.query_one("#address").render()).replace("\n", "")


async def _ended(walk: Walk) -> None:
    await walk.until(lambda: walk.app.screen is walk.picker, "the dialog is gone")


async def test_the_browser_here_comes_back_by_itself(
    world: WorldAround, corp: Client, tmp_path: Path
) -> None:
    world.env["BROWSER"] = allowing_browser(tmp_path)
    async with world.picker() as walk:
        desk = open_desk(world.env, world.now)
        prompter = DialogPrompter(walk.picker, desk, lambda step, detail: None)
        services = desk.sign_in.services
        center = center_of(services.files, "corp")
        token = await asyncio.wait_for(
            prompter.run(lambda: usable_token(services, center, prompter)), PATIENCE
        )
        assert token.access_token.reveal()
        await _ended(walk)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_over_ssh_the_qr_code_leads_to_the_page_of_the_code(
    world: WorldAround, corp: Client, tmp_path: Path, size: tuple[int, int]
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker(size=size) as walk:
        task = await _sign_in(walk)
        await walk.see("Copy address")
        await walk.pilot.pause()
        (address,) = read_qr_codes(screen_png(walk.app), tmp_path)
        assert address == _address(walk)
        assert re.search("user_code=[A-Z]{4}-[A-Z]{4}$", address)
        await asyncio.to_thread(corp.answer, address)
        await asyncio.wait_for(task, PATIENCE)
        await _ended(walk)


async def test_the_way_that_worked_is_taken_the_next_time(
    world: WorldAround, corp: Client, tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    world.env["BROWSER"] = str(browser)
    async with world.picker() as walk:
        task = await _sign_in(walk)
        await walk.press("ctrl+t")
        await walk.see("Use this machine")
        await asyncio.to_thread(corp.answer, _address(walk))
        await asyncio.wait_for(task, PATIENCE)
        await _ended(walk)
    assert load_state(world.home.paths.state_file).sso_ways == {"corp": "device"}


async def test_what_is_denied_in_the_browser_ends_the_sign_in(
    world: WorldAround, corp: Client
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker() as walk:
        task = await _sign_in(walk)
        await walk.see("Copy address")
        await asyncio.to_thread(corp.answer, _address(walk), "deny")
        with pytest.raises(Refused) as refused:
            await asyncio.wait_for(task, PATIENCE)
        assert refused.value.hint
        await _ended(walk)


async def test_a_code_that_expires_is_followed_by_a_new_page(
    world: WorldAround, corp: Client
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker() as walk:
        task = await _sign_in(walk)
        await walk.see("Copy address")
        before = _address(walk)
        world.clock.advance(601)
        await walk.see("Here is a new page.")
        assert _address(walk) != before
        await asyncio.to_thread(corp.answer, _address(walk))
        await asyncio.wait_for(task, PATIENCE)
        await _ended(walk)
