"""Forgetting asks first where profiles or a login would go with the session."""

from rolecall.ui.dialogs.confirm import ForgetDialog
from tests.drivers.board import at, held_by, write
from tests.drivers.picker import WorldAround


async def test_profiles_are_named_before_they_go(world: WorldAround) -> None:
    write(world, world.hold("sandbox", "developer"), "one", "two")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+d")
        await walk.see("Forget sandbox · developer?")
        assert "Profiles one, two are removed with it." in walk.words
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the board is back")
        assert len(world.sessions()) == 1
        assert list(held_by(world)) == ["one", "two"]


async def test_three_presses_do_not_take_the_login(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+d")
        await walk.until(lambda: "Forgot sandbox" in walk.message, "nothing goes with it")
        assert at(walk).startswith("default · alice/"), "the cursor is on the MFA session now"
        await walk.press("ctrl+d", "ctrl+d", "ctrl+d")
        await walk.see("Forget the MFA session of default · alice?")
        assert "The next new role asks for a code." in walk.words
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the board is back")
        assert "MFA session" in walk.text


async def test_the_cancel_button_keeps_it(world: WorldAround) -> None:
    write(world, world.hold("sandbox", "developer"), "one")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+d")
        await walk.until(lambda: isinstance(walk.app.screen, ForgetDialog), "the question")
        await walk.press("tab", "tab", "enter")
        await walk.until(lambda: walk.at_rest, "the board is back")
        assert list(held_by(world)) == ["one"]
