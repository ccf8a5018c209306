"""Actions on sessions: renew, forget, hand over, keep fresh."""

import pytest

from rolecall.demo.faults import unavailable
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.sessions.handed import handed
from rolecall.signin.desk import open_desk
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.board import at, done, held_by, keep, key_id, write
from tests.drivers.picker import WorldAround


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


# Renewing


async def test_a_session_is_renewed_in_every_profile_without_a_question(
    world: WorldAround,
) -> None:
    old = world.hold("sandbox", "developer")
    write(world, old, "one", "two")
    world.clock.advance(3000)
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+r")
        await done(walk, "Renewed sandbox · developer until")
        assert "Profiles one, two have it too." in walk.message
        (new,) = world.sessions()
        assert held_by(world) == {"one": key_id(new), "two": key_id(new)}
        assert key_id(new) != key_id(old)
        assert at(walk) == "sandbox/developer"
        assert "1:00:00 ● fresh" in walk.line("444455556666")
    assert world.aws.times_called("GetSessionToken") == 1


async def test_the_target_under_the_cursor_is_renewed_in_the_list_too(world: WorldAround) -> None:
    old = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("staging read")
        await walk.press("ctrl+r")
        assert "No session yet to renew" in walk.message
        await walk.search("sandbox developer")
        await walk.press("ctrl+r")
        await done(walk, "Renewed ")
    assert [key_id(session) for session in world.sessions()] != [key_id(old)]
    assert len(world.sessions()) == 1


async def test_an_expired_protected_session_asks_a_code_and_no_name(world: WorldAround) -> None:
    session = world.hold("production", "read")
    write(world, session, "prod")
    world.clock.advance(13 * 3600)
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        assert "× expired" in walk.line("222233334444")
        await walk.press("ctrl+r")
        await walk.see(", as alice")
        assert isinstance(walk.app.screen, MfaDialog)
        await walk.paste(world.code())
        await done(walk, "Renewed production · read")
    (new, *_) = world.sessions()
    assert held_by(world) == {"prod": key_id(new)}


async def test_leaving_the_question_keeps_the_old_session(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    desk = open_desk(world.env, world.now)
    desk.store.forget(desk.store.logins()[0])
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+r")
        await walk.see(", as alice")
        await walk.press("escape")
        await done(walk, "Stopped")
        assert "Role sessions" in walk.text, "still on the board"
    assert [key_id(one) for one in world.sessions()] == [key_id(session)]
    assert held_by(world) == {"one": key_id(session)}


async def test_escape_stops_a_renewal_and_then_goes_back(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        with world.silence("AssumeRole"):
            await walk.press("ctrl+r")
            await walk.see("asking AWS …")
            await walk.press("escape")
            await walk.see("Stopped")
            assert "Role sessions" in walk.text
            await walk.press("escape")
            assert "Role sessions" not in walk.text
        await world.sign_in_threads_end(walk)
    assert [key_id(one) for one in world.sessions()] == [key_id(session)]


async def test_a_refused_renewal_is_told_and_the_old_session_stays(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    world.aws.faults.add("AssumeRole", unavailable(), times=3)
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+r")
        await walk.until(lambda: walk.at_rest and walk.message.startswith("×"), "an error")
    assert [key_id(one) for one in world.sessions()] == [key_id(session)]


async def test_the_shell_that_still_has_the_old_session_is_named(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    world.env["AWS_ACCESS_KEY_ID"] = key_id(session)
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        assert "this shell" in walk.line("444455556666")
        await walk.press("ctrl+r")
        await done(walk, "This shell still has the old one.")
        assert "this shell" not in walk.line("444455556666")


async def test_a_login_is_not_renewed_but_forgotten(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.log_in()
        await walk.until(lambda: walk.at_rest, "it is held")
        await walk.press("ctrl+t")
        assert "SAML login" in walk.text
        login = walk.line("demo-idp")
        assert "● fresh" in login, "five minutes are all that it ever has"
        await walk.press("ctrl+home")
        for key in ("ctrl+r", "ctrl+y", "ctrl+s", "enter", "f5"):
            await walk.press(key)
            assert "only assumes roles" in walk.message
        await walk.press("ctrl+d")
        await walk.see("Forget the login at demo-idp")
        await walk.press("enter")
        await done(walk, "Forgot the login at demo-idp")
        assert "SAML login" not in walk.text
    assert open_desk(world.env, world.now).store.logins() == []
    assert len(world.sessions()) == 1


# Forgetting


async def test_forgetting_takes_the_profiles_along_and_says_which(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    other = world.hold("staging", "read")
    write(world, session, "one", "two")
    write(world, other, "stays")
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+t", "ctrl+d")
        await walk.see("Forget sandbox · developer?")
        await walk.press("enter")
        await done(walk, "Forgot sandbox · developer.")
        assert "Removed profiles one, two too." in walk.message
        assert not walk.line("444455556666")
        assert at(walk) == "staging/read", "the cursor is on what stands nearest"
        assert "Sessions 2" in walk.text
    assert [one.account_name for one in world.sessions()] == ["staging"]
    assert list(held_by(world)) == ["stays"]


async def test_the_mfa_session_is_forgotten_and_the_roles_stay(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "up")
        assert at(walk).startswith("default · alice/")
        await walk.press("ctrl+d")
        await walk.see("Forget the MFA session of default · alice?")
        await walk.press("enter")
        await done(walk, "Forgot the MFA session of default · alice.")
        assert "MFA session" not in walk.lines[7]
        assert "MFA no session yet" in walk.text
    assert len(world.sessions()) == 1


async def test_in_the_list_nothing_is_forgotten(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+d")
        assert "works on the session board" in walk.message
        assert walk.at_rest
    assert len(world.sessions()) == 1


async def test_where_a_profile_cannot_be_removed_the_session_stays(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    with open(world.home.paths.aws_credentials, "a", encoding="utf-8") as file:
        file.write("no section of any kind\n")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+d")
        await walk.until(lambda: walk.at_rest and walk.message.startswith("×"), "an error")
        assert "sandbox" in walk.line("444455556666")
    assert len(world.sessions()) == 1


# Hand-overs


async def test_what_was_copied_is_noted(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+y")
        await done(walk, "OSC 52")
        time = world.now().astimezone().strftime("%H:%M")
        await walk.see(f"clipboard, {time}")
    noted = handed(world.home.paths)[key_id(session)]
    assert [one.what for one in noted] == ["clipboard"]
    assert "\x1b]52;" in capfd.readouterr().err


async def test_a_profile_is_written_from_the_board(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+s")
        await walk.see("byte for byte")
        await walk.press("enter")
        await done(walk, "Wrote profile sandbox-developer, valid until")
        await walk.until(lambda: "sandbox-developer" in walk.line("444455556666"), "its row")
    assert held_by(world) == {"sandbox-developer": key_id(session)}
    assert world.aws.times_called("AssumeRole") == 1


async def test_enter_on_the_board_of_a_captured_picker_hands_that_session_over(
    world: WorldAround,
) -> None:
    session = world.hold("production", "read")
    async with world.picker(captured=True) as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+t")
        assert "Use in this shell" in walk.text
        await walk.press("enter")
        await walk.until(lambda: not walk.app.is_running, "the picker is left")
    assert walk.app.return_value is not None
    assert walk.app.return_value.session == session


async def test_enter_without_a_shell_to_change_says_what_to_do(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        assert "Use in this shell" not in walk.text
        await walk.press("enter")
        assert "^y copies export lines" in walk.message
        assert walk.app.is_running
        world.clock.advance(3601)
        await walk.tick()
        await walk.press("enter")
        await done(walk, "Renewed ")


async def test_the_buttons_are_those_of_the_row(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        for label in ("Copy export lines", "Renew", "Write profile", "Forget"):
            assert label in walk.text
        assert "Auto-renew" not in walk.text, "there is no profile yet"
        write(world, session, "one")
        await walk.see("Auto-renew")
        await walk.press("up")
        assert "Renew" not in walk.text
        assert "Forget" in walk.text
        (forget,) = [button for button in walk.picker.query(KeyButton) if button.region.height]
        await walk.pilot.click(forget)
        await walk.see("Forget the MFA session")
        await walk.press("enter")
        await done(walk, "Forgot the MFA session")


# Automatic renewal


async def test_keep_fresh_is_switched_for_the_profiles_of_a_session(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "f5")
        assert "Auto-renew needs a profile." in walk.message
        write(world, session, "one", "two")
        await walk.until(lambda: "one, two" in walk.line("444455556666"), "the board has seen them")
        await walk.press("f5")
        await done(walk, "Auto-renew is on for profiles one, two.")
        await walk.see("● auto-renew")
        assert "Stop auto-renew" in walk.text
        assert world.state.keep_fresh == ("one", "two")
        await walk.press("f5")
        await done(walk, "Auto-renew is off for profiles one, two.")
        await walk.gone("● auto-renew")
        assert not world.state.keep_fresh


async def test_what_is_kept_fresh_is_renewed_by_itself_and_nobody_is_told_that_it_ends(
    world: WorldAround,
) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    keep(world, "one")
    async with world.picker() as walk:
        await walk.until(lambda: walk.picker.surroundings.snapshot.profiles, "a first look")
        await walk.tick(3600 - 900)
        assert [key_id(one) for one in world.sessions()] == [key_id(session)], "not yet"
        await walk.tick(1)
        await walk.until(lambda: held_by(world)["one"] != key_id(session), "a new session")
        await walk.until(lambda: walk.at_rest, "all is quiet")
        assert walk.message == ""
        (new,) = world.sessions()
        assert held_by(world) == {"one": key_id(new)}
    assert world.aws.times_called("GetSessionToken") == 1
    assert world.aws.times_called("AssumeRole") == 2


async def test_what_is_not_kept_fresh_is_left_alone(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    keep(world, "another")
    async with world.picker() as walk:
        await walk.until(lambda: walk.picker.surroundings.snapshot.profiles, "a first look")
        await walk.tick(3500)
        await walk.until(lambda: walk.at_rest, "all is quiet")
    assert held_by(world) == {"one": key_id(session)}


async def test_nobody_is_asked_in_the_background(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    keep(world, "one")
    async with world.picker() as walk:
        await walk.until(lambda: walk.picker.surroundings.snapshot.profiles, "a first look")
        await walk.tick(12 * 3600 + 60)
        for _ in range(3):
            await walk.tick(61)
            await walk.until(lambda: walk.at_rest, "all is quiet")
        assert walk.app.screen is walk.picker
    assert held_by(world) == {"one": key_id(session)}


async def test_a_renewal_in_the_background_that_fails_is_told_once_and_tried_again(
    world: WorldAround,
) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    keep(world, "one")
    world.aws.faults.add("AssumeRole", unavailable(), times=3)
    async with world.picker() as walk:
        await walk.until(lambda: walk.picker.surroundings.snapshot.profiles, "a first look")
        await walk.tick(2750)
        await done(walk, "Auto-renew failed for sandbox · developer.")
        assert held_by(world) == {"one": key_id(session)}
        walk.picker.say_nothing()
        await walk.tick(61)
        await walk.until(lambda: held_by(world)["one"] != key_id(session), "it works again")
        await walk.until(lambda: walk.at_rest, "all is quiet")
        assert walk.message == ""
