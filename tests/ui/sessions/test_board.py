"""The session board: its rows and words, and switching to and from it."""

import json
from datetime import timedelta
from pathlib import Path

from textual.widgets import Digits, Input

from rolecall.core.state.state import update_state
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.sessions.handed import CLIPBOARD, note_handed
from rolecall.signin.desk import open_desk
from rolecall.ui.page.header import Header
from rolecall.ui.sessions.session_list import SessionList
from tests.drivers.board import at, row
from tests.drivers.picker import Walk, WorldAround
from tests.samples.cli_cache import hold_by_the_cli
from tests.ui.screens.screens import every_group


def sessions(walk: Walk) -> SessionList:
    return walk.picker.query_one(SessionList)


def header(walk: Walk) -> str:
    return " ".join(walk.lines[1 if walk.app.size.height > 30 else 0].split())


# Switching tabs


async def test_ctrl_t_shows_the_sessions_and_escape_the_targets_with_their_query(
    world: WorldAround,
) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("staging")
        await walk.press("ctrl+t")
        assert "Role sessions" in walk.text
        assert "2 sessions" in walk.text
        query = walk.picker.query_one("#query", Input)
        assert (query.value, query.placeholder) == ("", "filter")
        assert not walk.targets.display or walk.targets.region.height == 0
        assert "esc back" in walk.text

        await walk.type("zzz")
        await walk.press("escape", "escape")
        assert walk.app.is_running
        assert query.value == "staging"
        assert walk.target.startswith("staging/")
        assert "Role sessions" not in walk.text
        await walk.press("ctrl+t")
        assert query.value == ""
        await walk.press("ctrl+t")
        assert query.value == "staging"


async def test_the_tabs_of_the_header_take_the_mouse(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        line = walk.lines[1]
        await walk.pilot.click(Header, offset=(line.index("Sessions") + 2, 0))
        assert "Role sessions" in walk.text
        await walk.pilot.click(Header, offset=(line.index("rolecall"), 0))
        assert "Role sessions" in walk.text
        await walk.pilot.click(Header, offset=(line.index("Targets") + 2, 0))
        assert "Role sessions" not in walk.text


async def test_the_tab_that_is_shown_is_underlined(world: WorldAround) -> None:
    async with world.picker() as walk:

        def underlined() -> str:
            strip = walk.picker.query_one(Header).render_line(0)
            return "".join(part.text for part in strip if part.style and part.style.underline)

        assert underlined() == "Targets"
        await walk.press("ctrl+t")
        assert underlined() == "Sessions"


async def test_the_board_opens_at_the_session_of_the_target_under_the_cursor(
    world: WorldAround,
) -> None:
    world.hold("staging", "read")
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("staging read")
        await walk.press("ctrl+t")
        assert at(walk) == "staging/read"
        await walk.press("escape")
        await walk.search("playground")
        await walk.press("ctrl+t")
        assert row(walk).role_session, "no login, whatever stands above"


async def test_an_empty_board_says_how_something_gets_there(world: WorldAround) -> None:
    for size in ((120, 40), (80, 24), (40, 12)):
        async with world.picker(size=size) as walk:
            await walk.press("ctrl+t")
            assert "No sessions yet." in walk.text
            assert "0 sessions" in walk.text
            for key in ("down", "enter", "ctrl+r", "ctrl+d", "f5", "ctrl+y", "ctrl+s"):
                await walk.press(key)
                await walk.until(lambda: walk.at_rest, "nothing came of the keys")
            await walk.press("escape")
            assert walk.target


# Rows


async def test_each_group_has_its_name_and_each_session_its_time_and_word(
    world: WorldAround,
) -> None:
    production = world.hold("production", "read")
    world.clock.advance(2900)
    world.hold("staging", "read")
    hold_by_the_cli(world, world.now() + timedelta(minutes=30))
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("Held by other tools")
        assert "default · alice" in walk.line("alice-phone")
        assert "left   state" in walk.line("MFA session")
        assert "● fresh" in walk.line("staging")
        assert "1:00:00" in walk.line("staging")
        ends_soon = walk.line("production")
        assert "protected ◆  read" in ends_soon
        assert "11:40 ▲ ends soon" in ends_soon
        assert "222233334444" in ends_soon
        other = walk.line("audit")
        assert "30:00 ◇ read-only  AWS CLI" in other
        assert "NotARealKey" not in walk.text

        assert "Sessions 4 ▲ 1 ends soon" in header(walk)
        world.clock.now = production.credentials.expiration.timestamp() - 200
        await walk.tick()
        assert "3:20 ! ending" in walk.line("production")
        assert "! 1 ending" in header(walk)
        world.clock.now = production.credentials.expiration.timestamp()
        await walk.tick()
        assert "– × expired" in walk.line("production")
        assert "ending" not in header(walk)


async def test_it_says_to_what_a_session_was_handed(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write_profiles(world.home.paths.aws_credentials, {"b-two": session, "a-one": session}, {})
    note_handed(world.home.paths, session, CLIPBOARD, world.now())
    world.env["AWS_ACCESS_KEY_ID"] = session.credentials.access_key_id
    at_time = world.now().astimezone().strftime("%H:%M")
    told = f"this shell, a-one, b-two, clipboard, {at_time}"
    async with world.picker(size=(180, 40)) as walk:
        await walk.press("ctrl+t")
        await walk.see(told)
        assert told in walk.line("sandbox")
    async with world.picker(size=(80, 24)) as walk:
        await walk.press("ctrl+t")
        await walk.until(lambda: "this shell" in walk.text, "the strip tells it")
        assert "this shell" not in walk.line("444455556666")


async def test_an_account_of_another_tool_has_our_name_for_it(world: WorldAround) -> None:
    hold_by_the_cli(world, world.now() + timedelta(minutes=30), account="222233334444")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("read-only")
        assert "production" in walk.line("audit")
        assert "protected" in walk.line("audit")


async def test_what_another_tool_holds_can_only_be_looked_at(world: WorldAround) -> None:
    path = hold_by_the_cli(world, world.now() + timedelta(minutes=30))
    before = path.read_bytes()
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("read-only")
        await walk.until(lambda: walk.picker.sessions.row, "a row under the cursor")
        assert "^y" not in walk.text
        assert "held by AWS CLI" in walk.text
        for key in ("enter", "ctrl+y", "ctrl+s", "ctrl+r", "ctrl+d", "f5"):
            await walk.press(key)
            assert "This session belongs to AWS CLI." in walk.message, key
            walk.picker.say_nothing()
    assert path.read_bytes() == before
    assert world.aws.times_called("AssumeRole") == 0


async def test_a_protected_session_is_unmistakable(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        assert at(walk) == "production/read"
        assert "◆ protected" in "\n".join(walk.lines[-10:]), "the band"
        board = sessions(walk)
        y = next(y for y in range(20) if "▐" in board.render_line(y).text)
        (edge,) = (part for part in board.render_line(y) if part.text == "▐")
        plain = board.get_visual_style("list--edge").rich_style.color
        assert edge.style is not None
        assert edge.style.color != plain


async def test_names_with_controls_and_markup_are_shown_literally(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    accounts = Path(world.home.paths.accounts_file)
    hostile = "[b]x[/b]\x1b]0;owned\x07\u202e"
    accounts.write_text(json.dumps({hostile: "776655443322"}))
    hold_by_the_cli(world, world.now() + timedelta(minutes=30))
    assert session
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("read-only")
        await walk.press("ctrl+end")
        assert "[b]x[/b]\\u001" in walk.line("audit")
        assert "[b]x[/b]\\u001b]0;owned" in "\n".join(walk.lines[-10:])
        for control in ("\x1b", "\x07", "\u202e"):
            assert control not in walk.text


# Filter and cursor


async def test_the_search_box_filters_the_board(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    world.hold("staging", "read")
    write_profiles(world.home.paths.aws_credentials, {"box": session}, {})
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.until(lambda: " box" in walk.line("sandbox"), "its profile")
        for query in ("dev sand", "55556666", "BOX"):
            await walk.search(query)
            assert at(walk) == "sandbox/developer"
            assert "1 of 3" in walk.text
            assert not walk.line("333344445555")
        await walk.search("alice")
        assert "1 of 3" in walk.text
        assert "Role sessions" not in walk.text
        await walk.search("nothing like it")
        assert "No session matches." in walk.text
        assert walk.picker.sessions.row is None
        await walk.tick(1)
        assert "0 of 3" in walk.text


async def test_the_cursor_moves_over_sessions_alone(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    world.clock.advance(1)
    world.hold("staging", "read")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "up")
        assert at(walk) == "staging/read"
        await walk.press("up")
        assert at(walk) == "default · alice/alice-phone"
        await walk.press("up")
        assert at(walk) == "default · alice/alice-phone"
        await walk.press("pagedown")
        assert at(walk) == "sandbox/developer"
        await walk.press("ctrl+home", "down")
        assert at(walk) == "staging/read"


async def test_the_mouse_moves_the_cursor_and_a_double_click_is_enter(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    world.clock.advance(1)
    world.hold("staging", "read")
    async with world.picker(captured=True) as walk:
        await walk.press("ctrl+t", "up")
        y = next(y for y in range(10) if "sandbox" in sessions(walk).render_line(y).text)
        await walk.pilot.click(SessionList, offset=(5, 0))
        assert at(walk) == "staging/read", "a heading is no session"
        await walk.pilot.click(SessionList, offset=(5, y))
        assert at(walk) == "sandbox/developer"
        await walk.pilot.click(SessionList, offset=(5, y), times=2)
        await walk.until(lambda: not walk.app.is_running, "the shell has it")
    signed_in = walk.app.return_value
    assert signed_in is not None
    assert (signed_in.session.account_name, signed_in.new) == ("sandbox", False)


async def test_the_cursor_stays_on_its_session_and_nothing_moves_under_it(
    world: WorldAround,
) -> None:
    world.hold("sandbox", "developer")
    world.clock.advance(1)
    world.hold("staging", "read")

    def order(walk: Walk) -> list[str]:
        names = ("sandbox", "staging", "data-lake")
        words = " ".join(walk.lines[6:25]).split()
        return [word for word in words if word in names]

    async with world.picker() as walk:
        await walk.press("ctrl+t")
        assert at(walk) == "sandbox/developer"
        world.clock.advance(10)
        world.hold("data-lake", "read")
        await walk.see("data-lake")
        assert at(walk) == "sandbox/developer"
        assert order(walk) == ["staging", "sandbox", "data-lake"], "the new one comes last"
        await walk.press("ctrl+t", "ctrl+t")
        assert order(walk)[0] == "data-lake", "opened anew it is in order of time"


# It is up to date within a second


async def test_rows_and_card_count_down_every_second(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        for left in ("59:59", "59:58"):
            await walk.tick(1)
            assert left in walk.line("444455556666")
            assert walk.picker.query_one("#session-digits", Digits).value == left
            assert "until" in walk.text


async def test_after_a_sleep_of_eight_hours_all_is_expired_at_the_next_tick(
    world: WorldAround,
) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.tick(8 * 3600)
        assert "× expired" in walk.line("444455556666")
        assert "× expired" in "\n".join(walk.lines[-10:])
        await walk.tick(-8 * 3600)
        assert "● fresh" in walk.line("444455556666"), "and a clock that was set back"


async def test_what_another_process_forgets_or_adds_appears_by_itself(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        store = open_desk(world.env, world.now).store
        world.hold("staging", "read")
        await walk.see("staging")
        store.forget_role(world.sessions()[0].request)
        store.forget_role(world.sessions()[0].request)
        await walk.gone("Role sessions")
        store.forget(store.logins()[0])
        await walk.see("No sessions yet.")


async def test_a_profile_that_another_process_writes_is_told(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        write_profiles(world.home.paths.aws_credentials, {"elsewhere": session}, {})
        await walk.see("elsewhere")
        update_state(
            world.home.paths.state_file, lambda state: state._replace(keep_fresh=("elsewhere",))
        )
        await walk.see("● auto-renew")


async def test_what_other_tools_take_and_lose_appears_by_itself(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        path = hold_by_the_cli(world, world.now() + timedelta(minutes=30))
        await walk.see("AWS CLI")
        assert "Sessions 1" in header(walk)
        path.unlink()
        await walk.see("No sessions yet.")


async def test_small_screens_say_the_rest_in_one_line(world: WorldAround) -> None:
    world.hold("production", "read")
    async with world.picker(size=(40, 12)) as walk:
        await walk.press("ctrl+t")
        assert "1:00:00 ●" in walk.text
        assert "222233334444" in walk.text
        assert "fresh  protected ◆" in walk.text
        assert "^r renew" in walk.text
        assert "^t targets" in walk.text


async def test_a_long_login_takes_no_cells_from_the_role_sessions(world: WorldAround) -> None:
    every_group(world)
    async with world.picker(size=(80, 24)) as walk:
        await walk.press("ctrl+t")
        await walk.see("demo-idp")
        assert "demo-idp · alice@example.com" in walk.text
        assert "━" in walk.line("partner-portal"), "the bar"


async def test_the_card_opens_the_console(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("2 sessions")
        assert "Open console" in walk.text
