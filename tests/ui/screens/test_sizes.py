"""Every window size, from one cell to a video wall."""

import pytest

from rolecall.demo.stage import build_stage
from rolecall.demo.world.federation import federate
from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from tests.drivers.picker import Size, Walk, WorldAround, screen_strips

SIZES = [
    (40, 10),
    (1, 1),
    (110, 16),
    (2, 2),
    (80, 24),
    (4, 1),
    (500, 200),
    (10, 3),
    (60, 15),
    (3, 40),
    (120, 40),
    (200, 2),
]


async def _through_all_sizes(walk: Walk) -> None:
    """Resize through all sizes: exceptions show at the end of the picker, and here that it runs."""
    for size in SIZES:
        await walk.pilot.resize_terminal(*size)
        await walk.until(lambda size=size: walk.app.size == size, f"{size}")  # type: ignore[misc]
        strips = screen_strips(walk.app)
        assert len(strips) == size[1]
        assert {strip.cell_length for strip in strips} == {size[0]}
        assert walk.app.is_running


async def test_the_picker_at_rest(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker() as walk:
        await _through_all_sizes(walk)
        await walk.pilot.resize_terminal(120, 40)
        await walk.see("sandbox")
        assert walk.target == "production/read"


async def test_the_picker_with_a_query_and_a_message(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker() as walk:
        await walk.search("prod re")
        await walk.press("enter")
        await walk.see("is held already")
        await _through_all_sizes(walk)


async def test_the_session_board(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker(captured=True) as walk:
        await walk.press("ctrl+t")
        await _through_all_sizes(walk)
        await walk.pilot.resize_terminal(120, 40)
        await walk.see("Role sessions")


async def test_the_picker_without_a_hit(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("§§§ §")
        await _through_all_sizes(walk)


async def test_the_mfa_dialog_after_a_refusal(world: WorldAround) -> None:
    world.shows_codes = True
    async with world.picker() as walk:
        await walk.search("production read")
        await walk.press("enter")
        await walk.type_name()
        await walk.see("MFA code")
        await walk.paste(world.wrong_code())
        await walk.see("AWS refused that code")
        await _through_all_sizes(walk)
        assert isinstance(walk.app.screen, Dialog)
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")


async def test_the_question_before_a_protected_account(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("production read")
        await walk.press("enter")
        await walk.see("to assume it.")
        await walk.paste("producx" * 20)
        await _through_all_sizes(walk)
        assert isinstance(walk.app.screen, Dialog)


async def test_the_login_dialog_after_a_refusal(world: WorldAround) -> None:
    federate(world.aws.world)
    world.home = build_stage(world.home.home.parent, world.aws.world, world.aws.endpoint, world.env)
    world.shows_codes = True
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.log_in(password="wrong" * 20)
        await walk.until(lambda: "refused that login" in walk.words, "the reason")
        await _through_all_sizes(walk)
        assert isinstance(walk.app.screen, Dialog)
        await walk.pilot.resize_terminal(120, 40)
        await walk.paste(world.aws.idp.password)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")


async def test_the_write_profile_dialog(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker() as walk:
        await walk.search("production read")
        await walk.press("ctrl+s")
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        await _through_all_sizes(walk)


async def test_the_help(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("f1")
        await walk.until(lambda: isinstance(walk.app.screen, Dialog), "the help")
        await _through_all_sizes(walk)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 3), (40, 10), (500, 200)])
async def test_starting_at_any_size(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        await walk.type("s")
        await walk.press("down", "f1", "escape")
        assert walk.app.is_running


async def test_the_account_id_is_visible_at_every_usable_size(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        for size in [(40, 10), (59, 20), (60, 16), (66, 20), (72, 20), (80, 24), (110, 30)]:
            await walk.pilot.resize_terminal(*size)
            await walk.see("444455556666")


async def test_the_cursor_stays_in_view_when_the_window_shrinks(world: WorldAround) -> None:
    async with world.picker(size=(120, 44)) as walk:
        await walk.press("ctrl+end")
        await walk.pilot.resize_terminal(120, 20)
        await walk.until(lambda: walk.targets.size.height < 20, "the list is short")
        assert "333344445555" in walk.line("staging"), "the cursor's row"


@pytest.mark.parametrize("size", [(40, 12), (60, 16), (80, 24)])
async def test_the_whole_code_can_be_given_on_small_screens(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see("MFA code")
        await walk.see("alice-phone")
        await walk.paste(world.wrong_code())
        await walk.until(lambda: "refused that code" in walk.words, "the reason")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.text
