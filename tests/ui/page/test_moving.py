"""The cursor, the focus and the mouse."""

import pytest
from textual.widgets import Input

from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.loops import make_loop
from tests.drivers.picker import Walk, WorldAround

FIRST, LAST = "audit/read", "staging/admin"


def _line_of(walk: Walk, alias: str, role: str) -> int:
    for y in range(walk.targets.size.height):
        words = walk.targets.render_line(y).text.split()
        if alias in words and role in words:
            return y
    raise AssertionError(f"{alias} {role} is not shown\n{walk.text}")


async def test_up_and_down_stop_at_either_end(world: WorldAround) -> None:
    async with world.picker() as walk:
        assert walk.target == FIRST
        await walk.press("up")
        assert walk.target == FIRST
        await walk.press("down")
        assert walk.target == "audit/auditor"
        await walk.press("up")
        assert walk.target == FIRST


async def test_the_first_and_the_last_row_are_one_key_away(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+end")
        assert walk.target == LAST
        await walk.press("down")
        assert walk.target == LAST
        await walk.press("ctrl+home")
        assert walk.target == FIRST


async def test_a_page_is_what_is_visible_but_for_one_row(world: WorldAround) -> None:
    async with world.picker(size=(120, 24)) as walk:
        rows = walk.targets.size.height
        assert rows < 30, "the list must not fit"
        await walk.press("pagedown")
        assert walk.targets.cursor == rows - 1
        await walk.press("pageup")
        assert walk.targets.cursor == 0


async def test_the_row_under_the_cursor_is_always_visible(world: WorldAround) -> None:
    async with world.picker(size=(120, 24)) as walk:
        assert "333344445555" not in walk.text
        await walk.press("ctrl+end")
        await walk.see("333344445555")
        await walk.press("ctrl+home")
        await walk.gone("333344445555")
        assert "888899990000" in walk.text


async def test_the_cursor_skips_group_names_and_gaps(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        assert "Held now" in walk.text
        assert "All, a to z" in walk.text
        assert walk.target == "sandbox/developer", "not on the group's name"
        await walk.press("up")
        assert walk.target == "sandbox/developer"
        await walk.press("down")
        assert walk.target == FIRST
        await walk.press("up")
        assert walk.target == "sandbox/developer"


async def test_what_was_used_lately_is_a_group(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    world.clock.advance(3700)
    async with world.picker() as walk:
        assert "Held now" not in walk.text
        assert "Recent" in walk.text
        assert walk.target == "sandbox/developer"


async def test_a_click_moves_the_cursor_and_asks_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        row = _line_of(walk, "sandbox", "admin")
        await walk.pilot.click("#targets", offset=(8, row))
        assert walk.target == "sandbox/admin"
        assert walk.at_rest
        assert not world.aws.calls


async def test_a_click_on_a_group_name_leaves_the_cursor(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.pilot.click("#targets", offset=(8, 0))
        assert walk.target == "sandbox/developer"


async def test_a_double_click_assumes(world: WorldAround) -> None:
    async with world.picker() as walk:
        row = _line_of(walk, "sandbox", "admin")
        await walk.pilot.click("#targets", offset=(8, row), times=2)
        await walk.see(", as alice")
        await walk.see("sandbox · admin")


async def test_f6_reaches_the_buttons_and_comes_back(world: WorldAround) -> None:
    async with world.picker() as walk:
        reached: list[str] = []
        while not reached or not isinstance(walk.app.focused, Input):
            await walk.press("f6")
            if isinstance(walk.app.focused, KeyButton):
                reached.append(walk.app.focused.command.id)
            assert len(reached) < 10, "never back in the search"
        assert reached == ["assume", "copy", "write-profile", "console"]


@pytest.mark.parametrize(
    ("env", "bar"), [({}, "▐"), ({"NO_COLOR": "1"}, "▐"), ({"LC_ALL": "C"}, ">")]
)
async def test_the_focused_button_has_a_bar(
    world: WorldAround, env: dict[str, str], bar: str
) -> None:
    world.env |= env
    async with world.picker() as walk:
        await walk.press("f6")
        button = walk.app.focused
        assert isinstance(button, KeyButton)
        where = button.region
        await walk.pilot.pause()
        assert walk.lines[where.y][where.x] == bar
        await walk.press("f6")
        await walk.pilot.pause()
        assert walk.lines[where.y][where.x] != bar


async def test_typing_on_a_button_goes_to_the_search(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("f6")
        assert isinstance(walk.app.focused, KeyButton)
        await walk.type("sand")
        assert isinstance(walk.app.focused, Input)
        await walk.see("3 of 29")


async def test_enter_on_a_button_runs_it_once(world: WorldAround) -> None:
    world.hold("sandbox", "read")
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("f6")
        assert isinstance(walk.app.focused, KeyButton)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 2, "it is held")
        assert world.aws.times_called("AssumeRole") == 2


async def test_a_click_on_a_button_runs_it(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        buttons = [b for b in walk.picker.query(KeyButton) if b.command.id == "write-profile"]
        shown = next(b for b in buttons if b.region.height and b.display)
        await walk.pilot.click(shown)
        await walk.see("Write profile")
        await walk.see("[sandbox-developer]")


async def test_escape_leaves(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("escape")
        await walk.until(lambda: not walk.app.is_running, "it ends")
        assert walk.app.return_value is None
        assert not walk.app.return_code


async def test_ctrl_c_leaves(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+c")
        await walk.until(lambda: not walk.app.is_running, "it ends")
        assert walk.app.return_value is None


async def test_typing_beside_a_button_goes_on_with_the_query(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sand")
        await walk.press("f6")
        await walk.until(lambda: isinstance(walk.app.focused, KeyButton), "a button has the focus")
        await walk.press("b")
        await walk.until(lambda: isinstance(walk.app.focused, Input), "the search has the focus")
        await walk.pilot.pause()
        await walk.press("o")
        assert walk.picker.query_one(Input).value == "sandbo"


async def test_a_message_goes_with_the_target_it_was_about(world: WorldAround) -> None:
    make_loop(world.home.paths)
    async with world.picker() as walk:
        await walk.search("log archivist")
        await walk.press("enter")
        await walk.see("cannot be assumed yet")
        await walk.search("playground")
        await walk.gone("cannot be assumed yet")
