"""A user's actions at the picker in a real terminal, and where to look for their results."""

import re

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice
from tests.drivers.tmux import Tmux
from tests.full import FULL

Size = tuple[int, int]
PLACEHOLDER = "account, role, id, tag, note"
PALETTE_HINT = "search commands and settings"


def _sizes(*sizes: Size) -> pytest.MarkDecorator:
    ids = [f"{columns}x{rows}" for columns, rows in sizes]
    return pytest.mark.parametrize("size", sizes, ids=ids)


# A walk is in both sizes where its words or its mouse depend on them; in one otherwise.
SIZES = _sizes((120, 40), (80, 24))
WIDE = SIZES if FULL else _sizes((120, 40))
NARROW = SIZES if FULL else _sizes((80, 24))


def code(aws: EmbeddedAws) -> str:
    """The code on the first of the user's devices."""
    return alice(aws.world).devices[0].code(aws.world.clock())


def clear(picker: Tmux) -> None:
    """Empty the search box."""
    if PLACEHOLDER not in picker.still():
        picker.press("C-u")
        picker.wait_for(PLACEHOLDER)


def search(picker: Tmux, query: str, found: str) -> str:
    """Type another query; returns the screen once it shows the count: `3 of `, `no match`."""
    clear(picker)
    picker.type(query)
    return picker.wait(lambda screen: query in screen and found in screen, f"{query}: {found}")


def by_palette(picker: Tmux, query: str, tooltip: str) -> None:
    """Run the command, or open the setting, that a query finds in the palette."""
    picker.press("C-p")
    picker.wait_for(PALETTE_HINT)
    picker.type(query)
    picker.wait(lambda screen: PALETTE_HINT not in screen and tooltip in screen, tooltip)
    picker.still()
    picker.press("Enter")
    picker.wait(lambda screen: tooltip not in screen, "the palette is closed")


def leave(picker: Tmux, words: str) -> None:
    """Press Escape and wait until the dialog is closed: with the next key it would be another."""
    picker.press("Escape")
    picker.wait(lambda screen: words not in screen, f"“{words}” is gone")


def below(screen: str) -> str:
    """The part of the screen below the search box."""
    return screen.partition("▝▀")[2].partition("\n")[2]


def line(screen: str, words: str) -> str:
    """The first line below the search box with these words; empty if there is none."""
    return next((line for line in below(screen).splitlines() if words in line), "")


def cursor(screen: str) -> str:
    """The list's row under the cursor."""
    rows = below(screen).splitlines()
    return next((row for row in rows if row[1:4] == "▐  " or re.match(r" ▐[★■] ", row)), "")
