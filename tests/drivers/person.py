"""A user's actions at the picker in a real terminal, and where to look for their results."""

import re

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice
from tests.drivers.tmux import Tmux

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
Size = tuple[int, int]


def code(aws: EmbeddedAws) -> str:
    """The code on the first of the user's devices."""
    return alice(aws.world).devices[0].code(aws.world.clock())


def search(picker: Tmux, query: str, found: str) -> str:
    """Type another query; returns the screen once it shows the count: `3 of `, `no match`."""
    picker.press("C-u")
    picker.wait_for("account, role, id, tag, note")
    picker.type(query)
    return picker.wait(lambda screen: query in screen and found in screen, f"{query}: {found}")


def by_palette(picker: Tmux, query: str, tooltip: str) -> None:
    """Run the command, or open the setting, that a query finds in the palette."""
    picker.press("C-p")
    picker.wait_for("search commands and settings")
    picker.type(query)
    picker.wait_for(tooltip)
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
