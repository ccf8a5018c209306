"""The dialog that adds an Identity Center: its start URL is enough."""

from pathlib import Path

import pytest
from botocore.configloader import load_config
from textual.widgets import Input

from rolecall.ui.dialogs.browser.add_identity_center import AddIdentityCenterDialog
from tests.drivers.picker import Size, Walk, WorldAround

ACME = "https://acme.awsapps.com/start"
REGIONAL = "https://ssoins-72234567890abcde.portal.eu-west-1.app.aws"


def _sessions(world: WorldAround) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load_config(world.home.paths.aws_config)["sso_sessions"]
    return found


async def _open(walk: Walk) -> None:
    walk.picker.action_run("add-identity-center")
    await walk.until(lambda: isinstance(walk.app.screen, AddIdentityCenterDialog), "the dialog")


def _value(walk: Walk, field: str) -> str:
    return walk.app.screen.query_one(f"#{field}", Input).value


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_a_start_url_with_its_region_is_enough(world: WorldAround, size: Size) -> None:
    before = Path(world.home.paths.aws_config).read_text()
    async with world.picker(size=size) as walk:
        await _open(walk)
        await walk.paste(f"{REGIONAL}/")
        await walk.press("enter")
        await walk.until(lambda: "Added sso to ~/.aws/config." in walk.message, "it is said")
        assert "sso" in walk.picker.desk.catalog.centers.by_name
    assert Path(world.home.paths.aws_config).read_text().startswith(before)
    assert _sessions(world)["sso"] == {
        "sso_start_url": REGIONAL,
        "sso_region": "eu-west-1",
        "sso_registration_scopes": "sso:account:access",
    }


async def test_a_region_that_the_url_does_not_name_is_asked_with_the_usual_one_offered(
    world: WorldAround,
) -> None:
    world.env["AWS_REGION"] = "us-east-2"
    async with world.picker() as walk:
        await _open(walk)
        await walk.paste(f"{ACME}/#/?tab=accounts")
        await walk.press("enter")
        await walk.see("Is this its region? The start URL does not say.")
        assert walk.app.focused is walk.app.screen.query_one("#region")
        assert _value(walk, "region") == "us-east-2"
        await walk.type("eu-north-1")
        await walk.press("enter")
        await walk.until(lambda: "Added acme to ~/.aws/config." in walk.message, "it is said")
    assert _sessions(world)["acme"]["sso_start_url"] == ACME
    assert _sessions(world)["acme"]["sso_region"] == "eu-north-1"


async def test_what_was_typed_stays_when_the_url_changes(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _open(walk)
        await walk.paste(REGIONAL)
        await walk.press("tab", "tab", "ctrl+u")
        await walk.type("work")
        await walk.press("shift+tab", "shift+tab", "ctrl+u")
        await walk.paste(ACME)
        await walk.pilot.pause()
        assert _value(walk, "name") == "work"
        assert _value(walk, "region") != "eu-west-1", "that came from the other URL"
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is closed")


async def test_what_cannot_be_added_is_explained_and_the_dialog_stays(world: WorldAround) -> None:
    path = Path(world.home.paths.aws_config)
    known = (
        f"{path.read_text()}\n[sso-session acme]\nsso_start_url = {ACME}/\nsso_region = eu-west-1\n"
    )
    path.write_text(known)
    async with world.picker() as walk:
        await _open(walk)
        await walk.paste("nonsense")
        await walk.press("enter")
        await walk.until(lambda: "That is not a start URL." in walk.words, "why")
        await walk.press("ctrl+u")
        await walk.paste(REGIONAL.replace("ssoins-72234567890abcde", "other"))
        await walk.press("tab", "ctrl+u")
        await walk.paste("eu-wset-1")
        await walk.press("enter")
        await walk.until(lambda: "Did you mean eu-west-1?" in walk.words, "the nearest")
        await walk.press("ctrl+u")
        await walk.paste("eu-west-1")
        await walk.press("tab", "ctrl+u")
        await walk.paste("acme")
        await walk.press("enter")
        await walk.until(lambda: "Choose another name." in walk.words, "the name is taken")
        await walk.press("shift+tab", "shift+tab", "ctrl+u")
        await walk.paste(ACME)
        await walk.press("tab", "enter")
        await walk.until(lambda: "acme has this start URL already." in walk.words, "it is known")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is closed")
    assert path.read_text() == known
