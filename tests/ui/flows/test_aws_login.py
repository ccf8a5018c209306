"""A profile with a `login_session` in the picker: its row, its sign-in, the ends of both."""

import re

import pytest

from rolecall.core.model import AWS_LOGIN
from rolecall.demo.world.bastion import alice
from rolecall.signin.desk import open_desk
from rolecall.ui.dialogs.browser.browser_login import BrowserDialog
from tests.demo.portal.center import Client
from tests.drivers.picker import Size, Walk, WorldAround


@pytest.fixture(autouse=True)
def me(world: WorldAround) -> None:
    """A profile of alice's, over SSH; botocore reads the process's own variables."""
    with open(world.home.paths.aws_config, "a") as config:
        arn = alice(world.aws.world).arn
        config.write(f"\n[profile me]\nregion = eu-central-1\nlogin_session = {arn}\n")
    world.env["SSH_CONNECTION"] = "1 2 3 4"


async def sign_in(walk: Walk, world: WorldAround) -> None:
    """Answer the page of the dialog in a browser elsewhere, and paste what it shows."""
    await walk.until(lambda: isinstance(walk.app.screen, BrowserDialog), "the dialog is there")
    await walk.see("paste")
    shown = str(walk.app.screen.query_one("#address").render()).replace("\n", "")
    page = Client(world.aws).answer(shown)
    await walk.paste(re.findall("<code>(.+)</code>", page)[0])
    await walk.press("enter")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_its_keys_are_signed_in_for_and_count_down(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        await walk.search("alice")
        await walk.see("alice")
        assert walk.target.endswith("/alice")
        await walk.press("enter")
        await sign_in(walk, world)
        await walk.see("15:00")
        (session,) = open_desk(world.env, world.now).store.role_sessions()
        assert session.request.scheme == AWS_LOGIN
        await walk.press("ctrl+t")
        await walk.see("aws login session")
        await walk.see("me · alice")
        assert "12:00:00" in walk.text
        await walk.press("ctrl+home")
        await walk.see("keys until")


async def test_a_denied_page_is_told_and_leaves_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("alice")
        await walk.press("enter")
        await walk.until(lambda: isinstance(walk.app.screen, BrowserDialog), "the dialog is there")
        await walk.paste("nonsense")
        await walk.press("enter")
        await walk.see("That is not the text that the page shows.")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "it is over")
        assert open_desk(world.env, world.now).store.logins() == []
