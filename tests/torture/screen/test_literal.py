"""Names that look like markup are shown as they are, and clicks on them do nothing: U02."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli_w
from textual.app import App

from rolecall.demo.faults import refuse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.ui.dialogs.confirm import ConfirmDialog
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.terminal.title import title_sequence
from tests.drivers.picker import Walk, WorldAround, screen_strips
from tests.drivers.program import Program
from tests.torture.figure import Figure

NAMES = (
    "[team] prod",
    "[/]",
    "[@click=app.quit]x[/]",
    "[@click=screen.dismiss]y[/]",
    "[link=https://example.com]x[/link]",
    "[bold]b[/bold] [red]",
    "$primary [$error]x",
    r"\[bold] [[x]] :smile:",
)
DENIED = AwsError("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403)
ACCOUNT, PROTECTED = "444455556666", "222233334444"


@pytest.fixture(autouse=True)
def quits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions that markup could have run."""
    found: list[str] = []

    def noting(name: str) -> Callable[..., object]:
        return lambda self, *args, **kwargs: found.append(name)

    monkeypatch.setattr(App, "action_quit", noting("quit"))
    monkeypatch.setattr(App, "open_url", noting("open_url"))
    return found


def _name(world: WorldAround, name: str) -> None:
    shared = {"roles": ["read", "developer"], "tags": [name], "note": name}
    accounts = {
        name: {"id": ACCOUNT, **shared},
        f"{name}!": {"id": PROTECTED, "protected": True, **shared},
    }
    Path(world.home.paths.accounts_file).write_text("{}")
    Path(world.home.paths.config_file).write_text(tomli_w.dumps({"accounts": accounts}), "utf-8")
    Path(world.home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


def _runs_nothing(walk: Walk) -> None:
    """No cell of the screen has an action or a link, whoever clicks on it."""
    for strip in screen_strips(walk.app):
        for segment in strip:
            style = segment.style
            assert style is None or (not style.link and "@click" not in style.meta), segment


async def _click_on(walk: Walk, words: str) -> None:
    """Click on the first, the middle and the last letter of words that are on the screen."""
    row = next(place for place, line in enumerate(walk.lines) if words in line)
    column = walk.lines[row].index(words)
    screen = walk.app.screen
    for step in {0, len(words) // 2, len(words) - 1}:
        await walk.pilot.click(offset=(column + step, row))
        assert walk.app.is_running and walk.app.screen is screen


@pytest.mark.parametrize("name", NAMES)
async def test_U02_literal(world: WorldAround, name: str, quits: list[str], figure: Figure) -> None:
    _name(world, name)
    async with world.picker() as walk:
        await walk.search(f"{ACCOUNT} read")
        assert f" {name} " in walk.line(ACCOUNT), "in the list"
        await walk.until(lambda: walk.text.count(name) > 1, "in the card")
        _runs_nothing(walk)
        await _click_on(walk, name)

        await walk.press("f4")
        await walk.until(lambda: f"Pinned {name} · read." in walk.message, "in a toast")
        _runs_nothing(walk)
        await _click_on(walk, f"Pinned {name}")

        await walk.search(f"{PROTECTED} read")
        await walk.press("enter")
        await walk.until(lambda: isinstance(walk.app.screen, ConfirmDialog), "the modal")
        assert f"{name}! " in walk.words, "in the title of a dialog"
        _runs_nothing(walk)
        await _click_on(walk, f"{name}!")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker")

        world.aws.faults.add("AssumeRole", refuse(DENIED), times=9)
        await walk.search(f"{ACCOUNT} read")
        await walk.press("enter")
        await walk.until(lambda: isinstance(walk.app.screen, MfaDialog), "the MFA dialog")
        assert f"{name} · read, as alice" in walk.words, "below the title of a dialog"
        _runs_nothing(walk)
        await _click_on(walk, name)
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert name in walk.message, "in an error"
        _runs_nothing(walk)
        await _click_on(walk, re.findall(r"\S+", name)[0])
        assert walk.app.is_running and quits == []
    figure(f"{len(NAMES)} names as they are, in list, card, toast, modal and error")


@pytest.mark.parametrize("name", NAMES)
async def test_U02_in_the_windows_title(world: WorldAround, name: str) -> None:
    _name(world, name)
    world.hold(name, "read")
    async with world.picker() as walk:
        await walk.search(f"{ACCOUNT} read")
        await walk.until(lambda: f"{name} read " in walk.app.terminal_title, "the title")
    assert f"\x1b]2;{name} read" in title_sequence(walk.app.terminal_title)


def test_U02_on_the_command_line(program: Program) -> None:
    accounts = {name: {"id": f"{place:012}"} for place, name in enumerate(NAMES, 1)}
    Path(program.paths.accounts_file).write_text("{}")
    Path(program.paths.config_file).write_text(tomli_w.dumps({"accounts": accounts}), "utf-8")
    listed = program.run("list")
    for name in NAMES:
        assert f"{name}\t" in listed.stdout
        refused = program.run("export", name, "nothing-like-it", "--no-input")
        assert refused.returncode != 0 and not refused.stdout
