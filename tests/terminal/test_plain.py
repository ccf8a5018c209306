"""Without colours, with the terminal's own colours, and in the smallest window."""

import re

import pytest

from rolecall.core.state.state import State, update_state
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.drivers.person import NARROW, WIDE, Size, code, leave, search
from tests.fixtures.windows import Recorded, Window

SGR = re.compile(rb"\x1b\[([0-9;:]*)m(?=[^\x1b])")  # that some text follows
COLOURS = {*range(30, 50), *range(90, 108)}
DEFAULT = {39, 49}  # the terminal's own colours
CHOSEN = {38, 48}  # followed by 5 and one of 256 colours, or by 2 and red, green and blue


def _inks(sent: bytes) -> set[int]:
    """The codes of all colours and styles that were sent, without their parameters."""
    found: set[int] = set()
    for match in SGR.finditer(sent):
        numbers = [int(number or 0) for number in re.split(rb"[;:]", match[1])]
        while numbers:
            found.add(number := numbers.pop(0))
            if number in CHOSEN and numbers:
                del numbers[: 2 if numbers[0] == 5 else 4]
    return found


def _walk(recorded: Recorded, live_aws: EmbeddedAws, size: Size) -> bytes:
    """All output of a picker, with its dialogs and its board."""
    picker, sent = recorded(size)
    picker.wait_for("29 targets")
    search(picker, "production read", "2 of 29")
    picker.press("Enter")
    picker.wait_for("Type the account name to assume it.")
    picker.type("production\r")
    picker.wait_for(", as alice")
    picker.type(code(live_aws))
    picker.wait_for("until ")
    picker.press("C-t")
    picker.wait_for("Role sessions")
    picker.press("F1")
    picker.wait_for("What the keys do")
    leave(picker, "What the keys do")
    picker.press("C-p")
    picker.wait_for("search commands and settings")
    leave(picker, "search commands and settings")
    leave(picker, "Role sessions")
    picker.wait_for("2 of 29")
    leave(picker, "2 of 29")
    return sent.read_bytes()


@WIDE
def test_no_color_means_no_colour_at_all(
    recorded: Recorded, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    stage.env["NO_COLOR"] = "1"
    inks = _inks(_walk(recorded, live_aws, size))
    assert 1 in inks, "bold is there"
    assert not inks & (COLOURS - DEFAULT)


@NARROW
@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
def test_the_ansi_themes_take_the_terminals_own_colours(
    recorded: Recorded, stage: Stage, live_aws: EmbeddedAws, size: Size, theme: str
) -> None:
    def chosen(state: State) -> State:
        return state._replace(theme=theme)

    update_state(stage.paths.state_file, chosen)
    inks = _inks(_walk(recorded, live_aws, size))
    assert inks & (COLOURS - CHOSEN - DEFAULT), "there are colours"
    assert not inks & CHOSEN, "but none of our own"


def test_forty_by_ten_holds_the_whole_job(window: Window, live_aws: EmbeddedAws) -> None:
    picker = window("rolecall", size=(40, 10))
    picker.wait_for("29")
    picker.type("production read")
    picker.wait(lambda screen: "◆" in screen and "222233334444" in screen, "the protected one")
    picker.press("Enter")
    picker.wait_for("Type the account name")
    picker.type("production\r")
    picker.wait_for(", as alice")
    picker.type(code(live_aws))
    screen = picker.wait(lambda now: re.search(r"5\d:\d\d", now), "the countdown")
    assert "protected ◆" in screen
    assert all(len(each.rstrip()) <= 40 for each in screen.splitlines())
    picker.press("C-t")
    picker.wait(lambda now: "MFA" in now and re.search(r"5\d:\d\d", now), "the board")
    picker.press("C-p")
    picker.wait_for("Mark and move up")
    leave(picker, "Mark and move up")
    picker.press("F1")
    picker.wait_for("Help")
    leave(picker, "Help")
    picker.press("Escape")
    picker.wait(lambda now: "production" in now and "MFA session" not in now, "the targets")
