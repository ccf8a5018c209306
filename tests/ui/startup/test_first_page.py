"""The cached first page: what is saved, and when it is shown again."""

import asyncio
import json
import os
import random
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.paths import Paths
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.safe_text import safe_text
from rolecall.ui.startup import capture
from rolecall.ui.startup.first_page import MOST, SWITCH, FirstPage
from tests.drivers.picker import Walk, WorldAround

SIZE = (120, 40)
LATER = 4e9  # seconds since the epoch


def _page(world: WorldAround, captured: bool = False) -> FirstPage:
    return FirstPage(world.home.paths, world.env, captured=captured)


async def _kept(world: WorldAround, size: tuple[int, int] = SIZE) -> str:
    """The page that a picker saves which is opened and left."""
    page = _page(world)
    async with world.picker(size=size, first_page=page) as walk:
        await walk.until(lambda: page.text(size), "the page is kept")
        await walk.until(lambda: walk.at_rest, "all is done")
    return page.text(size)


def _rows(text: str) -> list[str]:
    """The page as a terminal shows it."""
    return [re.sub(r"\x1b\[[0-9;]*m", "", row) for row in re.split(r"\x1b\[\d+;1H", text)[1:]]


async def test_the_page_at_rest_is_kept_without_what_the_moment_decides(world: WorldAround) -> None:
    world.hold("staging", "admin")
    page = _page(world)
    async with world.picker(first_page=page) as walk:
        await walk.until(lambda: page.text(SIZE), "the page is kept")
        kept, shown = _rows(page.text(SIZE)), walk.lines
    names = slice(0, 58)  # what precedes the times
    for then, now in zip(kept[6:], shown[6:], strict=True):
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


async def test_it_does_not_look_ready(world: WorldAround) -> None:
    async with world.picker() as walk:
        shown = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in capture.page_lines(walk.picker)]
    search = next(line for line in shown if "targets" in line)
    assert "starting …" in search
    assert "›" not in search
    assert "account, role" not in search


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


def _plant(world: WorldAround, text: str) -> FirstPage:
    """Save a page with this text and with everything else correct."""
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    (path,) = _pages(world.home.paths)
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "text": text, "digest": sha256_hex(text.encode())}))
    return page


ROW = "\x1b[1;1H"
PLANTED = {
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;title\x1b\\",
    "hyperlink": "\x1b]8;;http://example.com\x1b\\link\x1b]8;;\x1b\\",
    "device control": "\x1bP$q m\x1b\\",
    "application command": "\x1b_G\x1b\\",
    "privacy message": "\x1b^x\x1b\\",
    "device attributes": "\x1b[c",
    "cursor report": "\x1b[6n",
    "size report": "\x1b[18t",
    "answerback": "\x05",
    "keyboard modes": "\x1b[>4;2m",
    "kitty keyboard": "\x1b[>25u",
    "alternate screen": "\x1b[?1049l",
    "mouse": "\x1b[?1003h",
    "reset": "\x1bc",
    "soft reset": "\x1b[!p",
    "character set": "\x1b(0",
    "insert mode": "\x1b[4h",
    "scroll region": "\x1b[2;3r",
    "scroll": "\x1b[9S",
    "repeat": "a\x1b[99999b",
    "C1 CSI": "\x9b31m",
    "C1 OSC": "\x9d52;c;ZXZpbA==\x9c",
    "C1 DCS": "\x90q\x9c",
    "bell": "\a",
    "newline": "\n",
    "carriage return": "a\rb",
    "backspace": "a\bb",
    "tab": "\t",
    "delete": "\x7f",
    "null": "\0",
    "lone escape": "\x1b",
    "nested": "\x1b\x1b[0m[?1049l",
    "cut": "\x1b[38;5",
    "other place": "\x1b[7;9Hx",
    "row beyond": "\x1b[2;1H\x1b[999;1Hx",
    "row twice": f"{ROW}x",
    "longer than the window": "x" * (SIZE[0] + 1),
    "endless style": f"\x1b[{'1;' * 100}m",
    "bidi": "\u202e",
    "zero width": "\u200b",
    "tag": "\U000e0041",
    "half a character": "\ud800",
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_what_no_page_holds_is_not_sent(world: WorldAround, planted: str) -> None:
    plain = f"{ROW}\x1b[1;38;5;32;48;5;233mrow\x1b[0m ▐ é…"
    assert _plant(world, plain).text(SIZE) == plain
    if "\ud800" not in planted:  # the digest cannot be computed: no such page is written
        assert not _plant(world, plain + planted).text(SIZE)
        assert not _plant(world, ROW + planted).text(SIZE) or planted == ROW
        assert not _plant(world, planted + plain).text(SIZE)


async def test_of_1000_mutations_none_sends_what_the_picker_could_not(world: WorldAround) -> None:
    kept = await _kept(world)
    chance = random.Random(9)  # noqa: S311 - a seed, no secret
    shown = 0
    for _ in range(1_000):
        letters = list(kept)
        for _ in range(chance.choice([1, 1, 2, 5])):
            at = chance.randrange(len(letters))
            letters[at] = chance.choice(
                ["", letters[at] * 2, chr(chance.randrange(160)), chr(ord(letters[at]) ^ 4)]
            )
        text = _plant(world, "".join(letters)).text(SIZE)
        shown += bool(text)
        rest = re.sub(r"\x1b\[[0-9;]*m|\x1b\[[0-9]+;1H", "", text)
        assert safe_text(rest, len(rest)) == rest
    assert 0 < shown < 1_000


def test_a_page_whose_digest_does_not_hold_is_not_shown(world: WorldAround) -> None:
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    (path,) = _pages(world.home.paths)
    path.write_text(path.read_text().replace("a row", "A row"))
    assert not page.text(SIZE)


@pytest.mark.parametrize("text", [None, 3, [], {"a": 1}], ids=["null", "number", "list", "table"])
def test_a_page_without_a_text_is_not_shown(world: WorldAround, text: object) -> None:
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    (path,) = _pages(world.home.paths)
    path.write_text(json.dumps({**json.loads(path.read_text()), "text": text}))
    assert not page.text(SIZE)


def test_a_linked_folder_loses_nothing_that_it_leads_to(world: WorldAround, tmp_path: Path) -> None:
    theirs = tmp_path / "documents"
    theirs.mkdir()
    for number in range(MOST + 3):
        (theirs / f"letter {number}").touch()
    folder = Path(world.home.paths.cache_folder, "first-pages")
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(theirs)
    page = _page(world)
    page.keep(SIZE, ["a row"], LATER)
    page.forget()
    assert len(list(theirs.iterdir())) == MOST + 3


SMALL = [(columns, rows) for columns in (*range(1, 24), 30) for rows in (1, 12)]


@pytest.mark.parametrize("size", SMALL, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_picker_starts_in_any_window(world: WorldAround, size: tuple[int, int]) -> None:
    page = _page(world)
    async with world.picker(size=size, first_page=page) as walk:
        await walk.until(lambda: page.text(size), "the page is kept")
        assert walk.app.is_running


@pytest.mark.parametrize(
    "error", [OSError(28, "full"), ValueError(), RuntimeError(), AssertionError(), MemoryError()]
)
@pytest.mark.parametrize("part", ["page_lines", "keep"])
async def test_no_failure_to_keep_a_page_ends_the_picker(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch, error: Exception, part: str
) -> None:
    tried = threading.Event()

    def fail(*_: object) -> None:
        tried.set()
        raise error

    if part == "keep":
        monkeypatch.setattr(FirstPage, part, fail)
    else:
        monkeypatch.setattr(capture, part, fail)
    async with world.picker(first_page=_page(world)) as walk:
        await walk.until(tried.is_set, "a page was to be kept")
        await walk.search("audit")
        await walk.until(lambda: walk.target.startswith("audit"), "it goes on")


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
