"""What is visible and works in small windows, and in windows that were resized."""

import pytest

from tests.drivers.picker import Size, WorldAround
from tests.drivers.window_sizes import resize
from tests.ui.screens.screens import an_identity_provider, the_code_refused, the_login_refused

EXTREMES = [(1, 1), (500, 200), (40, 10), (120, 40)]


async def test_the_cursor_is_where_it_was(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker() as walk:
        for size in EXTREMES:
            await resize(walk, size)
        await walk.see("sandbox")
        assert walk.target == "production/read"


async def test_the_mfa_dialog_takes_a_code_after_many_sizes(world: WorldAround) -> None:
    world.shows_codes = True
    async with world.picker() as walk:
        await the_code_refused(walk)
        for size in EXTREMES:
            await resize(walk, size)
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.text


async def test_the_login_dialog_takes_a_password_after_many_sizes(world: WorldAround) -> None:
    an_identity_provider(world)
    async with world.picker() as walk:
        await the_login_refused(walk)
        for size in EXTREMES:
            await resize(walk, size)
        await walk.paste(world.aws.idp.password)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.text


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
            await resize(walk, size)
            await walk.see("444455556666")


async def test_the_cursor_stays_in_view_when_the_window_shrinks(world: WorldAround) -> None:
    async with world.picker(size=(120, 44)) as walk:
        await walk.press("ctrl+end")
        await resize(walk, (120, 20))
        await walk.until(lambda: walk.targets.size.height < 20, "the list is short")
        assert "333344445555" in walk.line("staging"), "the cursor's row"


@pytest.mark.parametrize("size", [(40, 12), (60, 16), (80, 24)])
async def test_the_whole_code_can_be_given_on_small_screens(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.see("alice-phone")
        await walk.paste(world.wrong_code())
        await walk.until(lambda: "refused that code" in walk.words, "the reason")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.text


async def test_the_smallest_windows_name_the_demo_as_well(world: WorldAround) -> None:
    async with world.picker(size=(40, 12)) as walk:
        await walk.see("› rolecall demo: made-up")
        await resize(walk, (80, 24))
        await walk.see("› account, role, id, tag, note")


async def test_a_narrow_row_cuts_no_role_beside_empty_cells(world: WorldAround) -> None:
    async with world.picker(size=(40, 12)) as walk:
        await walk.search("incident")
        assert "incident-responder" in walk.text


async def test_the_smallest_write_dialog_shows_its_buttons_whole(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker(size=(40, 12)) as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see("No secret on disk ^d")


async def test_with_marks_a_medium_window_says_how_to_clear_them(world: WorldAround) -> None:
    async with world.picker(size=(80, 24)) as walk:
        await walk.press("tab")
        await walk.until(lambda: "esc clear marks" in walk.lines[23], "the way back")
