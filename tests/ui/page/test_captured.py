"""A picker whose stdout is captured: Enter hands over and exits."""

import pytest

from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from tests.drivers.picker import WorldAround


async def test_enter_leaves_with_the_session(world: WorldAround) -> None:
    async with world.picker(captured=True) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: not walk.app.is_running, "it ends")
        signed_in = walk.app.return_value
    assert signed_in is not None
    assert signed_in.session.arn == "arn:aws:iam::444455556666:role/developer"
    assert not walk.app.return_code


async def test_a_held_target_is_handed_over_at_once_without_asking_aws(
    world: WorldAround,
) -> None:
    held = world.hold("sandbox", "developer")
    asked = len(world.aws.calls)
    async with world.picker(captured=True) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.until(lambda: not walk.app.is_running, "it ends")
        signed_in = walk.app.return_value
    assert signed_in is not None
    assert signed_in.session.credentials == held.credentials
    assert len(world.aws.calls) == asked


async def test_plainly_started_enter_stays(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    asked = len(world.aws.calls)
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see("sandbox · developer until")
        assert walk.app.is_running
    assert len(world.aws.calls) == asked


async def test_handing_over_otherwise_does_not_leave(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.hold("sandbox", "developer")
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker(captured=True) as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see("OSC 52")
        await walk.press("ctrl+s")
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        await walk.press("enter")
        await walk.see("Wrote profile sandbox-developer, valid until")
        assert walk.app.is_running
        assert walk.app.return_value is None
    capfd.readouterr()


async def test_the_footer_says_that_enter_leaves(world: WorldAround) -> None:
    async with world.picker(captured=True, size=(100, 40)) as walk:
        assert "enter assume in this shell" in walk.lines[39]


async def test_a_refusal_does_not_leave(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(captured=True) as walk:
        await walk.assume("payments-prod break-glass")
        assert "AWS denied break-glass" in walk.text
        assert walk.app.is_running


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_leaving_without_a_pick_gives_nothing(world: WorldAround, key: str) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(captured=True) as walk:
        await walk.press("down", key)
        await walk.until(lambda: not walk.app.is_running, "it ends")
        assert walk.app.return_value is None


async def test_cancelling_the_code_does_not_leave(world: WorldAround) -> None:
    async with world.picker(captured=True) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running
        assert walk.app.return_value is None
