"""The session of an Identity Center on the board: its countdown, and a new one by key."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.signin.browser.pages import BrowserPage
from rolecall.signin.desk import open_desk
from rolecall.signin.identity_center.tokens import usable_token
from rolecall.signin.schemes.identity_center import center_of
from rolecall.ui.dialogs.browser.browser_login import BrowserDialog
from tests.demo.portal.center import Client, assigned
from tests.drivers.picker import Size, Walk, WorldAround
from tests.drivers.scripted_prompter import ScriptedPrompter

PREFIX = "Identity Center session at corp"


@pytest.fixture
def corp(world: WorldAround, aws: EmbeddedAws) -> Client:
    """An Identity Center that the user has signed in to."""
    assigned(aws)
    aws.identity_center.interval = 0
    file = Path(world.home.paths.aws_config)
    file.write_text(
        f"{file.read_text()}\n[sso-session corp]\nsso_region = eu-central-1\n"
        f"sso_start_url = {aws.identity_center.start_url}\n"
        "sso_registration_scopes = sso:account:access\n"
    )
    world.env["SSH_TTY"] = "/dev/pts/7"  # so that a device code is wanted
    client = Client(aws)
    services = open_desk(world.env, world.now).sign_in.services

    def allow(page: BrowserPage) -> None:
        client.answer(page.address)

    prompter = ScriptedPrompter(browser=allow)
    usable_token(services, center_of(services.files, "corp"), prompter)
    return client


async def _to_the_board(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("corp")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_its_row_counts_down_and_offers_a_new_one(
    world: WorldAround, corp: Client, size: Size
) -> None:
    async with world.picker(size=size) as walk:
        await _to_the_board(walk)
        assert walk.line("Identity Center session")
        assert "8:00:00 ●" in walk.line("corp ")
        assert "fresh" in walk.text
        assert "New session" in walk.text and "Forget" in walk.text
        assert "Copy" not in walk.text and "Write profile" not in walk.text
        await walk.press("ctrl+y")
        await walk.until(lambda: "only gives roles" in walk.message, "why not")
        assert "^r starts a new one" in walk.message


async def test_a_new_session_signs_out_first_and_runs_from_now(
    world: WorldAround, corp: Client, aws: EmbeddedAws
) -> None:
    world.hold("sandbox", "developer")
    world.clock.advance(3 * 3600)
    async with world.picker() as walk:
        await _to_the_board(walk)
        assert "5:00:00" in walk.line("corp ")
        await walk.press("ctrl+home", "down")
        await walk.until(lambda: "▐  corp" in walk.text, "the cursor is on its row")
        await walk.press("ctrl+r")
        await walk.until(lambda: isinstance(walk.app.screen, BrowserDialog), "the dialog")
        address = str(walk.app.screen.query_one("#address").render()).replace("\n", "")
        visit = threading.Thread(target=corp.answer, args=(address,))
        visit.start()
        await walk.until(lambda: f"New {PREFIX}" in walk.message, "it is said")
        visit.join()
        await walk.until(lambda: "▐  corp" in walk.text, "the cursor is on its row again")
        assert "8:00:00" in walk.line("corp ")
    assert [each.action for each in aws.portal.requests].count("Logout") == 1


async def test_who_leaves_the_sign_in_is_told_that_the_session_is_over(
    world: WorldAround, corp: Client
) -> None:
    async with world.picker() as walk:
        await _to_the_board(walk)
        await walk.press("ctrl+r")
        await walk.until(lambda: isinstance(walk.app.screen, BrowserDialog), "the dialog")
        await walk.press("escape")
        await walk.until(lambda: f"Stopped. The {PREFIX} is over." in walk.message, "it is said")
        assert "The next new role asks for a new sign-in." in walk.message


async def test_it_is_told_before_it_ends_and_by_which_key_a_new_one_starts(
    world: WorldAround, corp: Client
) -> None:
    async with world.picker() as walk:
        await walk.tick(timedelta(hours=7, minutes=46).total_seconds())
        await walk.until(lambda: f"{PREFIX} expires in 14:" in walk.message, "it is said")
        assert "Press ^r on its row on the session board to start a new one." in walk.message


async def test_forgetting_it_asks_first(world: WorldAround, corp: Client) -> None:
    async with world.picker() as walk:
        await _to_the_board(walk)
        await walk.press("ctrl+d")
        await walk.until(lambda: f"the {PREFIX}" in walk.words, "the question")
        assert "The next new role asks for a new sign-in." in walk.words
        await walk.press("enter")
        await walk.until(lambda: f"Forgot the {PREFIX}" in walk.message, "it is said")
