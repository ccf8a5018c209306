"""Where dialogs stand: nothing jumps when a message appears, and texts use the width."""

import pytest
from textual.geometry import Region
from textual.widgets import Static

from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import Size, Walk, WorldAround
from tests.drivers.window_sizes import resize
from tests.ui.screens.screens import an_identity_provider, the_code, the_code_refused


def _places(walk: Walk, *parts: str) -> list[Region]:
    return [walk.app.screen.query_one(part).region for part in parts]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("demo", [False, True])
async def test_a_refused_code_moves_neither_title_nor_digits(
    world: WorldAround, size: Size, demo: bool
) -> None:
    world.shows_codes = demo
    async with world.picker(size=size) as walk:
        await the_code(walk)
        await walk.pilot.pause()
        before = _places(walk, "#dialog-title", "#code", "#step")
        await walk.paste(world.wrong_code())
        await walk.see("AWS refused that code")
        await walk.pilot.pause()
        assert _places(walk, "#dialog-title", "#code", "#step") == before
        bottom = walk.app.screen.query_one("#dialog-buttons").region.bottom
        assert bottom <= size[1] - 1, "all of it is in the window"


async def test_a_refused_login_moves_no_field(world: WorldAround) -> None:
    an_identity_provider(world)
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.pilot.pause()
        before = _places(walk, "#dialog-title", "#user", "#password")
        await walk.log_in(password="wrong")
        await walk.until(lambda: "rejected the login" in walk.words, "the reason")
        await walk.pilot.pause()
        assert _places(walk, "#dialog-title", "#user", "#password") == before


async def test_on_a_small_screen_a_refusal_leaves_account_code_and_reason(
    world: WorldAround,
) -> None:
    world.shows_codes = True
    async with world.picker(size=(40, 12)) as walk:
        await the_code(walk)
        await walk.paste(world.wrong_code())
        await walk.until(lambda: "refused that code" in walk.words, "the reason")
        await walk.pilot.pause()
        assert "sandbox · developer" in walk.lines[1]
        code = world.code()
        assert f"{code[:3]} {code[3:]}" in walk.lines[2]
        assert "Type the next one" in walk.words
        assert "Cancel" in walk.lines[11]


async def test_a_message_is_wrapped_to_the_width_of_the_moment(world: WorldAround) -> None:
    async with world.picker(size=(80, 24)) as walk:
        await the_code_refused(walk)
        await walk.pilot.pause()
        message = walk.app.screen.query_one("#dialog-message", Static)
        before = message.size
        await resize(walk, (40, 24))
        assert message.size != before
        await resize(walk, (80, 24))
        await walk.until(lambda: message.size == before, "as it was")


@pytest.mark.parametrize("width", [60, 66, 80, 84, 120])
async def test_a_dialog_leaves_a_margin(world: WorldAround, width: int) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(size=(width, 40)) as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see("Write profile")
        await walk.pilot.pause()
        dialog = walk.app.screen.query_one("#dialog").region
        assert dialog.width == min(80, int(width * 0.95))
        assert abs(dialog.x - (width - dialog.right)) <= 1


async def test_long_device_names_are_whole(world: WorldAround) -> None:
    async with world.picker() as walk:
        await the_code(walk)
        dialog = walk.dialog(MfaDialog)
        assert isinstance(dialog, Dialog)
        devices = dialog._question.devices
        name = "phone-of-the-person-on-call-in-frankfurt"
        longer = devices[1]._replace(serial=f"arn:aws:iam::111122223333:mfa/{name}")
        dialog._rows._devices = (devices[0], longer)
        dialog._show_devices()
        await walk.see(name)


async def test_nothing_is_laid_out_in_a_dialog_that_is_closed(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("f1")
        await walk.until(lambda: isinstance(walk.app.screen, Dialog), "the help")
        dialog = walk.app.screen
        done: list[str] = []
        dialog.call_after_refresh(done.append, "while it is open")
        await walk.until(lambda: done, "it is run")
        dialog.call_after_refresh(done.append, "after it was closed")
        dialog.dismiss(None)
        await walk.until(lambda: walk.at_rest, "the picker is back")
        await walk.pilot.pause()
        assert done == ["while it is open"]
