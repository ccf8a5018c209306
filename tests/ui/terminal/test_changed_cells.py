"""Only changed cells are written, and the terminal shows the same as if all were."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from rolecall.ui.terminal.changed_cells import ShownCells
from rolecall.ui.terminal.pen import change
from tests.ui.terminal.glass import Glass

CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLES = [
    Style.parse(style)
    for style in (
        "none", "bold", "red", "bold #102030 on #405060", "#102030 on #405060", "on #405060",
        "underline", "reverse red on blue", "dim italic color(200)", "strike on default",
    )
]  # fmt: skip
TEXTS = ["a", "ab ", "   ", " 42:10", "▐●", "한", "e\u0301", "👍🏽", "x👩\u200d👩\u200d👧", ""]
Part = tuple[int, int, Strip]


def frame(chance: Random) -> list[Part]:
    """Parts of three lines, each line cut in the same or in other places."""
    parts: list[Part] = []
    for y in range(3):
        cuts = chance.choice([(0, 8, 20), (0, 20), (0, 5, 8, 20)])
        for start, end in pairwise(cuts):
            texts = chance.choices(TEXTS, k=chance.randrange(5))
            drawn = [Segment(text, chance.choice([None, *STYLES])) for text in texts]
            parts.append((y, start, Strip(drawn).adjust_cell_length(end - start)))
    return parts


def whole(parts: Sequence[Part]) -> str:
    return "".join(f"\x1b[{y + 1};{x + 1}H{strip.render(CONSOLE)}" for y, x, strip in parts)


@pytest.mark.parametrize("seed", range(40))
def test_the_terminal_shows_what_it_would_if_all_were_written(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    shown = [frame(chance) for _ in range(8)]
    cells, ours, theirs = ShownCells(), Glass(), Glass()
    for parts in shown:
        ours.write(cells.write(parts, CONSOLE))
        theirs.write(whole(parts))
        assert ours.seen == theirs.seen
    assert cells.write(shown[-1], CONSOLE) == "", "nothing has changed since"
    cells.forget()
    afresh = Glass()
    afresh.write(cells.write(shown[-1], CONSOLE))
    assert afresh.seen == ours.seen


def test_a_style_is_reached_from_any_other() -> None:
    styles = Random(5).choices(STYLES, k=300)  # noqa: S311
    codes = [style.render("x")[2:].partition("m")[0] if style else "" for style in styles]
    short, whole_way = Glass(), Glass()
    for before, after in pairwise(["", *codes]):
        short.write(change(before, after) + "x")
        whole_way.write(f"\x1b[0;{after}mx" if after else "\x1b[0mx")
    assert short.seen == whole_way.seen


def row(text: str, style: str = "bold red on blue") -> Part:
    return 4, 10, Strip([Segment(text, Style.parse(style))])


def test_a_countdown_writes_its_last_digit() -> None:
    cells = ShownCells()
    cells.write([row("production read 42:10")], CONSOLE)
    written = cells.write([row("production read 42:11")], CONSOLE)
    assert written == "\x1b[5;31H\x1b[1;31;44m1\x1b[m"


def test_changes_far_apart_are_reached_by_a_move() -> None:
    cells = ShownCells()
    cells.write([row("1 production read 10")], CONSOLE)
    written = cells.write([row("2 production read 11")], CONSOLE)
    assert written == "\x1b[5;11H\x1b[1;31;44m2\x1b[30G1\x1b[m"


def test_what_is_not_as_wide_as_a_cell_is_written_with_all_around_it() -> None:
    cells = ShownCells()
    cells.write([row("한 42:10")], CONSOLE)
    assert "한 42:11" in cells.write([row("한 42:11")], CONSOLE)
