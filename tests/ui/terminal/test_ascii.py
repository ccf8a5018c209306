"""In locales without UTF-8, every screen is ASCII alone."""

import pytest

from rolecall.core.drawing.signs import has_signs
from rolecall.ui.terminal.ascii import in_ascii
from tests.drivers.picker import WorldAround


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"LANG": "en_GB.UTF-8"},
        {"LANG": "de_DE.utf8"},
        {"LANG": "en_US"},
        {"LANG": "C.UTF-8"},
        {"LANG": "C", "LC_ALL": "C.UTF-8"},
        {"LANG": "C", "LC_CTYPE": "en_US.UTF-8"},
        {"LANG": "de_DE.ISO-8859-1", "LC_ALL": "de_DE.UTF-8"},
        {"LANG": "", "LC_ALL": ""},
    ],
)
def test_a_utf8_locale_has_signs(env: dict[str, str]) -> None:
    assert has_signs(env)


@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C"},
        {"LANG": "POSIX"},
        {"LANG": "de_DE.ISO-8859-1"},
        {"LANG": "en_US.UTF-8", "LC_ALL": "C"},
        {"LANG": "C", "LC_CTYPE": "C.UTF-8"},  # as Python sets it for LANG=C
        {"LANG": "ja_JP.eucJP"},
    ],
)
def test_another_locale_has_none(env: dict[str, str]) -> None:
    assert not has_signs(env)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("▐  production   protected ◆", ">  production   protected #"),
        ("━━━╾──  42:10 ●", "===---  42:10 o"),
        ("asking AWS …   ", "asking AWS ... "),
        ("waiting …", "waiting ."),
        ("netwo…admin", "netwo~admin"),
        ("café 東京", "caf? ????"),
    ],
)
def test_ascii_takes_as_many_cells(text: str, shown: str) -> None:
    assert in_ascii(text) == shown


async def test_large_figures_become_plain_ones(world: WorldAround) -> None:
    world.env["LC_ALL"] = "C"
    world.hold("production", "read")
    async with world.picker() as walk:
        await walk.search("prod re")
        card = [line[80:].strip(" >|") for line in walk.lines]
        assert "1:00:00" in card


async def test_no_frame_is_drawn_with_the_sign_of_the_cursor(world: WorldAround) -> None:
    world.env["LC_ALL"] = "C"
    async with world.picker() as walk:
        await walk.search("sandbox")
        signs = [(row, line.index(">")) for row, line in enumerate(walk.lines) if ">" in line]
        assert signs == [(4, 2), (7, 1)], "the prompt's and the cursor's"
        assert "|" not in walk.text
