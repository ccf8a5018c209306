"""Elevating a role in the picker: a reason and a time, and then all of the role."""

from pathlib import Path

import pytest

from rolecall.ui.dialogs.questions.elevate import ElevateDialog
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Walk, WorldAround


@pytest.fixture
def limited(world: WorldAround) -> WorldAround:
    settings = Path(world.home.paths.config_file)
    text = settings.read_text()
    for account in ("staging", "production"):
        text = text.replace(f"[accounts.{account}]\n", f"[accounts.{account}]\nread_only = true\n")
    settings.write_text(text)
    world.hold("sandbox", "read")
    world.aws.calls.clear()
    return world


def limits(world: WorldAround) -> list[bool]:
    """Of each AssumeRole, whether it was read-only."""
    calls = [call for call in world.aws.calls if call.action == "AssumeRole"]
    return ["PolicyArns.member.1.arn" in call.parameters for call in calls]


async def elevate(walk: Walk, reason: str = "INC-7", duration: str = "") -> None:
    await walk.press("f3")
    await walk.see("reason")
    await walk.type(reason)
    if duration:
        await walk.press("tab", "backspace", "backspace", "backspace")
        await walk.type(duration)
    await walk.press("enter")


async def test_enter_takes_the_read_only_session_and_a_key_all_of_it(limited: WorldAround) -> None:
    async with limited.picker() as walk:
        await walk.search("staging developer")
        await walk.press("enter")
        await walk.see("until")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert limits(limited) == [True]
        await elevate(walk)
        await walk.see("Elevated staging · developer until")
        assert limits(limited) == [True, False]
        seconds = limited.aws.calls[-1].parameters["DurationSeconds"]
        assert seconds == "900"
        await walk.until(lambda: "elevated until" in walk.words, "the card says it")
        assert ": INC-7" in walk.words
        await walk.press("enter")  # that of the default
        assert limits(limited) == [True, False]
        await walk.press("ctrl+t")
        await walk.until(lambda: "elevated: INC-7" in walk.words, "the board says why")


async def test_the_button_is_there_for_such_a_role_alone(limited: WorldAround) -> None:
    async with limited.picker() as walk:
        await walk.search("staging developer")
        button = walk.app.screen.query_one("#card-elevate", KeyButton)
        assert button.display
        await walk.search("sandbox read")
        assert not button.display
        await walk.press("f3")
        await walk.see("sandbox · read is not read-only by default.")
        assert limits(limited) == []


async def test_without_a_reason_and_with_a_wrong_time_nothing_is_taken(
    limited: WorldAround,
) -> None:
    async with limited.picker() as walk:
        await walk.search("staging developer")
        await walk.press("f3")
        await walk.see("reason")
        await walk.press("enter")
        assert isinstance(walk.app.screen, ElevateDialog)
        await walk.type("INC-7")
        await walk.press("tab", "backspace", "backspace", "backspace")
        await walk.type("5m")
        await walk.press("enter")
        await walk.see("15 minutes to 12 hours")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is left")
        assert limits(limited) == []


async def test_a_protected_account_is_still_asked_for_by_name(limited: WorldAround) -> None:
    async with limited.picker() as walk:
        await walk.search("production read")
        await elevate(walk, duration="30m")
        await walk.see("to assume it.")
        await walk.type("production")
        await walk.press("enter")
        await walk.see("Elevated production · read until")
        assert limited.aws.calls[-1].parameters["DurationSeconds"] == "1800"


async def test_an_expired_elevation_is_not_taken_again_from_the_board(
    limited: WorldAround,
) -> None:
    async with limited.picker() as walk:
        await walk.search("staging developer")
        await elevate(walk)
        await walk.see("Elevated staging · developer until")
        await walk.tick(901)
        await walk.press("ctrl+t")
        await walk.search("developer")
        await walk.press("ctrl+y")
        await walk.see("is read-only by default.")
        assert limits(limited) == [False]


async def test_a_captured_picker_hands_all_of_it_to_its_shell(limited: WorldAround) -> None:
    async with limited.picker(captured=True) as walk:
        await walk.search("staging developer")
        await elevate(walk)
        await walk.until(lambda: walk.app.return_value is not None, "it leaves")
        taken = walk.app.return_value
        assert taken is not None and not taken.session.request.scope
