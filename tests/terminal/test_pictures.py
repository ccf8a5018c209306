"""The pictures in screenshots/ are up to date and contain nothing private."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from defusedxml import ElementTree

from tests.drivers.tmux import INSTALLED
from tests.make_screenshots.__main__ import FOLDER, GROUPS
from tests.make_screenshots.moving_picture import Frame, moving_svg

Group = Callable[[Path], Iterator[Path]]
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 1_000_000  # bytes
README = FOLDER.parent / "README.md"


def _words(path: Path) -> list[str]:
    """The words of a picture, without numbers and without the key id that AWS made up."""
    texts = (text.text or "" for text in ElementTree.parse(path).iter(f"{SVG}text"))
    return re.findall(r"[a-z][a-z-]+", re.sub(r"ASIA\S*", "", " ".join(texts)))


@pytest.mark.skipif(not INSTALLED, reason="tmux is not installed")
@pytest.mark.parametrize("group", [name for name in GROUPS if name != "film"])
def test_the_pictures_show_what_the_picker_is_today(group: str, tmp_path: Path) -> None:
    made = list(GROUPS[group](tmp_path))
    assert made
    for path in made:
        assert _words(path) == _words(FOLDER / path.name), "python -m tests.make_screenshots"


def test_the_readme_shows_pictures_that_are_there() -> None:
    named = re.findall(r"\]\(screenshots/([\w.-]+)\)", README.read_text())
    assert named
    assert {name for name in named if not (FOLDER / name).is_file()} == set()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_loads_nothing_and_runs_nothing(path: Path) -> None:
    assert path.stat().st_size < LARGEST
    tree = ElementTree.parse(path)
    ids = {node.get("id") for node in tree.iter()}
    for node in tree.iter():
        assert node.tag.removeprefix(SVG) in ("svg", "g", "rect", "text", "style", "defs", "use")
        assert not [name for name in node.keys() if name.startswith("on")]  # noqa: SIM118
        if href := node.get("href"):
            assert href.startswith("#")
            assert href[1:] in ids


def _seen(picture: str, at: float) -> list[str]:
    """The texts that are visible at a moment, given as a fraction of the whole."""
    root = ElementTree.fromstring(picture)
    css = next(root.iter(f"{SVG}style")).text or ""
    rows = {row.get("id"): "".join(row.itertext()) for row in root.iter(f"{SVG}g")}
    seen = []
    for use in root.iter(f"{SVG}use"):
        shown = "visible"
        if name := use.get("class"):
            frames = re.search(rf"@keyframes {name}{{(.*?}})}}", css)
            assert frames is not None
            for percent, what in re.findall(r"([\d.]+)%{visibility:(\w+)}", frames[1]):
                shown = what if float(percent) <= at * 100 else shown
        if shown == "visible":
            seen.append(rows[(use.get("href") or "#")[1:]])
    return seen


def test_a_moving_picture_shows_each_screen_for_its_time() -> None:
    frames = [Frame("always\none", 1.0), Frame("always\ntwo", 2.0), Frame("always\none", 1.0)]
    picture = moving_svg(frames, (10, 2), (0, 0, 0), still=1)
    assert _seen(picture, 0.1) == ["always", "one"]
    assert _seen(picture, 0.3) == ["always", "two"]
    assert _seen(picture, 0.7) == ["always", "two"]
    assert _seen(picture, 0.8) == ["always", "one"]
    assert picture.count(">one<") == 1, "what comes again is drawn once"


def test_who_wants_no_motion_sees_one_screen() -> None:
    frames = [Frame("always\none", 1.0), Frame("always\ntwo", 2.0)]
    picture = moving_svg(frames, (10, 2), (0, 0, 0), still=1)
    calm = picture.partition("prefers-reduced-motion:reduce")[2].partition("</style>")[0]
    (name,) = re.findall(r"\.(s\d+){visibility:visible!important}", calm)
    use = re.search(rf'<use href="#(r\d+)"[^>]*class="{name}"', picture)
    assert use is not None
    assert re.search(rf'<g id="{use[1]}">.*?>two<', picture)
    assert "animation:none" in calm
