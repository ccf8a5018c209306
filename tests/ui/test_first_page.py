"""The page of the last time: what is kept of it, and when it is shown again."""

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.paths import Paths
from rolecall.ui.first_page import MOST, SWITCH, FirstPage
from tests.ui.harness import Walk, WorldAround

SIZE = (120, 40)
LATER = 4e9  # seconds since the epoch


def _page(world: WorldAround, captured: bool = False) -> FirstPage:
    return FirstPage(world.home.paths, world.env, captured=captured)


async def _kept(world: WorldAround, size: tuple[int, int] = SIZE) -> str:
    """What a picker keeps that is opened and left."""
    page = _page(world)
    async with world.picker(size=size, first_page=page) as walk:
        await walk.until(lambda: page.text(size), "the page is kept")
        await walk.until(lambda: walk.at_rest, "all is done")
    return page.text(size)


def _rows(text: str) -> list[str]:
    """What a terminal shows of it."""
    return [re.sub(r"\x1b\[[0-9;]*m", "", row) for row in re.split(r"\x1b\[\d+;1H", text)[1:]]


async def test_the_page_at_rest_is_kept_without_what_the_moment_decides(world: WorldAround) -> None:
    world.hold("staging", "admin")
    page = _page(world)
    async with world.picker(first_page=page) as walk:
        await walk.until(lambda: page.text(SIZE), "the page is kept")
        kept, shown = _rows(page.text(SIZE)), walk.lines
    names = slice(0, 58)  # what stands before the times
    for then, now in zip(kept[4:], shown[4:], strict=True):
        assert then[names].rstrip() == now[names].rstrip()
    held = next(place for place, row in enumerate(shown) if "59:" in row or "1:00:00" in row)
    assert "staging" in kept[held]
    assert "admin" in kept[held]
    words = "\n".join(kept)
    assert "Held now" in words
    assert not re.search(r"\d:\d\d", words), "no time"
    assert "MFA" not in words
    assert "Sessions" not in words
    assert "default" not in kept[1]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_smaller_windows_have_pages_of_their_own(
    world: WorldAround, size: tuple[int, int]
) -> None:
    kept = _rows(await _kept(world, size))
    assert any("audit" in row for row in kept)
    assert not _page(world).text(SIZE)


async def test_nothing_is_kept_of_a_page_that_somebody_works_on(world: WorldAround) -> None:
    page = _page(world)

    async def type_at_once(walk: Walk) -> None:
        await walk.type("prod")
        await walk.until(lambda: walk.at_rest, "all is done")

    async with world.picker(first_page=page) as walk:
        page.forget()
        await type_at_once(walk)
        await asyncio.sleep(0.3)
    assert not page.text(SIZE)


async def test_another_theme_or_setting_lets_go_of_it(world: WorldAround) -> None:
    page = _page(world)
    async with world.picker(first_page=page) as walk:
        await walk.until(lambda: page.text(SIZE), "the page is kept")
        walk.app.theme = "catppuccin-latte"
        await walk.until(lambda: not page.text(SIZE), "it is of another theme")


Change = Callable[[WorldAround], object]


def _touched(path: str) -> None:
    Path(path).write_bytes(Path(path).read_bytes() + b"\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda world: _touched(world.home.paths.accounts_file),
        lambda world: _touched(world.home.paths.config_file),
        lambda world: _touched(world.home.paths.aws_config),
        lambda world: Path(world.home.paths.discovered).write_text("{}"),
        lambda world: world.env.update(NO_COLOR="1"),
        lambda world: world.env.update(TERM="vt220"),
        lambda world: world.env.update({SWITCH: "off"}),
        lambda world: world.env.pop("LANG", None) or world.env.update(LC_ALL="C"),
    ],
)
async def test_it_is_shown_only_where_all_is_as_it_was(world: WorldAround, change: Change) -> None:
    assert await _kept(world)
    assert _page(world).text(SIZE)
    assert not _page(world, captured=True).text(SIZE)
    change(world)
    assert not _page(world).text(SIZE)


def test_it_ends_with_the_first_session_that_it_shows(world: WorldAround) -> None:
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    assert page.text(SIZE) == "\x1b[1;1Ha row"
    page.keep(SIZE, ["a row"], 1.0)
    assert not page.text(SIZE)


@pytest.mark.parametrize("broken", [b"", b"[]", b"{", b"{}", b'{"look": 1}', b"\xff", b"[" * 10**5])
def test_a_page_that_is_none_is_not_shown(world: WorldAround, broken: bytes) -> None:
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    (path,) = _pages(world.home.paths)
    path.write_bytes(broken)
    assert not page.text(SIZE)


def test_it_is_private_and_only_the_last_ones_stay(world: WorldAround) -> None:
    page = _page(world)
    for place in range(MOST + 3):
        page.keep((80 + place, 24), ["a row"], LATER)
        os.utime(_newest(world.home.paths), (place, place))
    assert len(_pages(world.home.paths)) == MOST
    assert not page.text((80, 24))
    assert page.text((80 + MOST + 2, 24))
    assert {path.stat().st_mode & 0o777 for path in _pages(world.home.paths)} == {0o600}
    page.forget()
    assert not _pages(world.home.paths)


def test_where_none_can_be_written_none_is_kept(world: WorldAround) -> None:
    folder = Path(world.home.paths.cache_folder, "first-pages")
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    assert not page.text(SIZE)
    page.forget()


def _pages(paths: Paths) -> list[Path]:
    return sorted(Path(paths.cache_folder, "first-pages").glob("*"))


def _newest(paths: Paths) -> Path:
    return max(_pages(paths), key=lambda path: path.stat().st_mtime)
