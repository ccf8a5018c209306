"""Names that look alike are told apart by account id and marked characters: U03."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest
import tomli_w

from rolecall.core.safe_text import safe_text
from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import Walk, WorldAround
from tests.drivers.window_sizes import resize
from tests.samples.hostile_names import OBEYED, shown
from tests.torture.figure import Figure
from tests.ui.screens.screens import DIALOGS, SCREENS

FIRST, SECOND = "444455556666", "333344445555"
PAIRS = {
    "Cyrillic a": ("zz-bank", "zz-b\u0430nk"),
    "Greek omicron": ("zz-prod", "zz-pr\u03bfd"),
    "rn and m": ("zz-modern", "zz-modem"),
    "l and I": ("zz-billing", "zz-bilIing"),
    "two ways to write a letter": (unicodedata.normalize("NFC", "zz-é"), "zz-e\u0301"),
    "hyphens": ("zz-data-eu", "zz-data\u2011eu"),
    "full width": ("zz-dev", "zz-ｄev"),
    "zero width": ("zz-audit", "zz-au\u200bdit"),
    "the other direction": ("zz-audit", "zz-\u202eaudit"),
    "a blank that is none": ("zz-a b", "zz-a\u00a0b"),
    "a variation": ("zz-log", "zz-log\ufe0f"),
}
HIDDEN = [chr(code) for code in range(sys.maxunicode + 1) if OBEYED.match(chr(code))]

# The account that each dialog is about; None for one that is about none, or about several.
ABOUT = {
    "add account": None,
    "add identity center": None,
    "sign-in page": None,
    "code, one device": "444455556666",
    "code refused, six devices": "444455556666",
    "code for many": None,
    "code of a renewal": "222233334444",
    "protected": "222233334444",
    "login": "343434345656",
    "login refused": "343434345656",
    "write profile": "222233334444",
    "ticket": "333344445555",
    "elevate": "222233334444",
    "forget the MFA session": None,
    "forget a role session": "222233334444",
    "region": "444455556666",
    "region refused": "444455556666",
    "help": None,
    "help over a dialog": None,
    "help over the board": None,
    "palette": None,
    "palette, a setting": None,
    "palette over the board": None,
}
SIZES = ((120, 40), (80, 24), (40, 12))


def _name(world: WorldAround, names: tuple[str, str]) -> None:
    """Give two accounts of the demo these names, and no others."""
    accounts = dict(zip(names, (FIRST, SECOND), strict=True))
    Path(world.home.paths.accounts_file).write_text(json.dumps(accounts))
    tables = {name: {"id": account, "roles": ["read"]} for name, account in accounts.items()}
    Path(world.home.paths.config_file).write_text(tomli_w.dumps({"accounts": tables}), "utf-8")
    Path(world.home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
async def test_U03_in_the_list_and_the_card(world: WorldAround, pair: tuple[str, str]) -> None:
    _name(world, pair)
    world.hold(pair[0], "read")
    world.hold(pair[1], "read")
    async with world.picker() as walk:
        await walk.search("zz")
        for name, account in zip(pair, (FIRST, SECOND), strict=True):
            assert shown(name) in walk.line(account), "in its row"
        for size in SIZES:
            await resize(walk, size)
            await walk.press("ctrl+home")
            ids = []
            for _ in pair:
                await walk.until(lambda: walk.target.count("/") == 1, "a target")
                ids += [each for each in (FIRST, SECOND) if each in walk.text]
                await walk.press("down")
            assert set(ids) == {FIRST, SECOND}, size
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("Sessions")
        await walk.until(lambda: {FIRST, SECOND} <= {*walk.words.split()}, "both on the board")


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
async def test_U03_in_the_dialog_for_the_code(world: WorldAround, pair: tuple[str, str]) -> None:
    _name(world, pair)
    async with world.picker() as walk:
        for account in (FIRST, SECOND):
            await walk.search(f"{account} read")
            await walk.press("enter")
            await walk.until(lambda: isinstance(walk.app.screen, MfaDialog), "the dialog")
            await walk.see(account)
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker")


def test_U03_every_dialog_is_judged() -> None:
    assert ABOUT.keys() == DIALOGS.keys()


@pytest.mark.parametrize("name", [name for name, account in ABOUT.items() if account])
async def test_U03_in_every_dialog(world: WorldAround, name: str) -> None:
    before, opened = SCREENS[name]
    before(world)
    async with world.picker() as walk:
        await opened(walk)
        assert isinstance(walk.app.screen, DIALOGS[name])
        for size in SIZES:
            await resize(walk, size)
            assert _head_has(walk, ABOUT[name] or ""), (size, walk.text)


def _head_has(walk: Walk, account: str) -> bool:
    """Whether the dialog's own head shows the account, not the page behind it."""
    head = walk.app.screen.query_one("#dialog-head").region
    return any(account in line[head.x : head.right] for line in walk.lines[head.y : head.bottom])


def test_U03_every_hidden_character_is_marked(figure: Figure) -> None:
    unmarked = [hex(ord(each)) for each in HIDDEN if safe_text(f"a{each}z") != shown(f"a{each}z")]
    assert len(HIDDEN) > 4000
    assert unmarked == []
    figure(f"{len(PAIRS)} pairs by their id; {len(HIDDEN):,} hidden characters marked")
