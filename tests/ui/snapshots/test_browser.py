"""Snapshots of a sign-in with a browser, and of the dialog that adds an Identity Center."""

from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from tests.drivers.browser.browser_asker import BrowserAsker
from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import MEDIUM, SIZES, WIDE, Same, in_light, without_colours

DENIED = Refused("The request was denied in the browser.", "Sign in again, and choose Allow.")


async def _on_any_device(walk: Walk) -> None:
    await BrowserAsker(walk).ask(by_device=True)
    await walk.see("Copy address")


@pytest.mark.parametrize("size", SIZES)
def test_on_any_device(same: Same, size: Size) -> None:
    assert same(size, _on_any_device)


@pytest.mark.parametrize("size", SIZES)
def test_after_a_refusal(same: Same, size: Size) -> None:
    async def refused(walk: Walk) -> None:
        await BrowserAsker(walk).ask(by_device=True, refusal=DENIED)
        await walk.see("Allow")

    assert same(size, refused)


@pytest.mark.parametrize("size", SIZES)
def test_in_the_browser_here(same: Same, world: WorldAround, tmp_path: Path, size: Size) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    world.env["BROWSER"] = str(browser)

    async def here(walk: Walk) -> None:
        await BrowserAsker(walk).ask(by_device=False)
        await walk.see("Copy address")

    assert same(size, here)


@pytest.mark.parametrize("size", SIZES)
def test_a_code_to_paste(same: Same, size: Size) -> None:
    async def paste(walk: Walk) -> None:
        await BrowserAsker(walk, takes_text=True).ask(by_device=True)
        await walk.see("paste it here")

    assert same(size, paste)


@pytest.mark.parametrize("size", [WIDE, MEDIUM])
def test_in_the_light_theme(same: Same, world: WorldAround, size: Size) -> None:
    in_light(world)
    assert same(size, _on_any_device)


@pytest.mark.parametrize("size", SIZES)
def test_in_ascii(same: Same, world: WorldAround, size: Size) -> None:
    world.env["LC_ALL"] = "C"
    assert same(size, _on_any_device)


def test_without_colors(same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch) -> None:
    without_colours(world, monkeypatch)
    assert same(MEDIUM, _on_any_device)


@pytest.mark.parametrize("size", SIZES)
def test_adding_an_identity_center(same: Same, world: WorldAround, size: Size) -> None:
    world.env["AWS_REGION"] = "eu-central-1"

    async def add(walk: Walk) -> None:
        walk.picker.action_run("add-identity-center")
        await walk.see("Add an Identity Center")
        await walk.paste("https://acme.awsapps.com/start")
        await walk.see("[sso-session acme]")

    assert same(size, add)
