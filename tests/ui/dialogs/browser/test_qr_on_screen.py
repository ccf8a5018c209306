"""The QR code of a page, read by zbar from a picture of the screen."""

from pathlib import Path

import pytest

from tests.drivers.browser.browser_asker import BrowserAsker
from tests.drivers.browser.qr_reader import read_qr_codes
from tests.drivers.browser.screen_picture import screen_png
from tests.drivers.browser.scripted_page import DEVICE, START
from tests.drivers.picker import Size, WorldAround
from tests.ui.snapshots.pictures import in_light, without_colours

ADDRESSES = pytest.mark.parametrize("address", [DEVICE, START])
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)])


async def _read(world: WorldAround, size: Size, address: str, tmp_path: Path) -> list[str]:
    async with world.picker(size=size) as walk:
        asker = BrowserAsker(walk, address=address)
        await asker.ask(by_device=True)
        await walk.see("Copy address")
        await walk.pilot.pause()
        found = read_qr_codes(screen_png(walk.app), tmp_path)
        await walk.press("escape")
        await walk.until(lambda: walk.app.screen is walk.picker, "the dialog is gone")
        return found


@SIZES
@ADDRESSES
async def test_it_is_read(world: WorldAround, size: Size, address: str, tmp_path: Path) -> None:
    assert await _read(world, size, address, tmp_path) == [address]


@SIZES
async def test_it_is_dark_on_light_in_a_light_theme_too(
    world: WorldAround, size: Size, tmp_path: Path
) -> None:
    in_light(world)
    assert await _read(world, size, DEVICE, tmp_path) == [DEVICE]


@SIZES
async def test_it_is_read_without_colors(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch, size: Size, tmp_path: Path
) -> None:
    without_colours(world, monkeypatch)
    assert await _read(world, size, DEVICE, tmp_path) == [DEVICE]


@ADDRESSES
async def test_it_is_read_in_ascii(world: WorldAround, address: str, tmp_path: Path) -> None:
    world.env["LC_ALL"] = "C"
    assert await _read(world, (120, 40), address, tmp_path) == [address]


async def test_where_it_does_not_fit_the_address_alone_is_shown(
    world: WorldAround, tmp_path: Path
) -> None:
    world.env["LC_ALL"] = "C"
    async with world.picker(size=(80, 24)) as walk:
        asker = BrowserAsker(walk)
        await asker.ask(by_device=True)
        await walk.see("Open this page on any device:")
        assert not walk.app.screen.query_one("#qr-code").display
        assert "https://device.sso.eu-central-1.amazonaws.com/" in walk.text
        await walk.press("escape")
        await walk.until(lambda: walk.app.screen is walk.picker, "the dialog is gone")
