"""From a search to a role behind an identity provider; one login serves all its roles."""

import base64
import re
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.ui.dialogs.saml_login import SamlDialog
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from tests.drivers.picker import Walk, WorldAround

OSC52 = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def _sentence(walk: Walk) -> str:
    """The card's text about the target, as a single line."""
    return " ".join(" ".join(line[79:].strip(" ▌") for line in walk.lines[7:37]).split())


async def _hold(walk: Walk) -> None:
    await walk.ask_login()
    await walk.log_in()
    await walk.until(lambda: walk.at_rest, "the sign-in ends")


async def test_after_the_login_the_role_is_held(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _hold(walk)
        assert "1:00:00" in walk.line("partner-portal")
        assert walk.message.startswith("● partner-portal · read until ")
    (session,) = world.sessions()
    assert session.arn == "arn:aws:iam::343434345656:role/read"
    assert world.logins == [(world.aws.idp.user, world.aws.idp.password)]
    assert world.aws.times_called("AssumeRoleWithSAML") == 1
    assert world.aws.times_called("GetSessionToken") == 0


async def test_the_card_says_what_enter_will_ask(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("portal read")
        assert "No session yet. Enter gives 1 h, after a login at demo-idp." in _sentence(walk)
        assert "via demo-idp source" in _sentence(walk), "nobody logged in yet"
        await _hold(walk)
        await walk.search("portal support")
        lasts = "no login: the one at demo-idp lasts 5 m."
        assert f"No session yet. Enter gives 1 h, {lasts}" in _sentence(walk)
        assert "via demo-idp · alice@example.com login 5 m left" in _sentence(walk)
        await walk.tick(61)
        assert "lasts 3 m." in _sentence(walk)
        await walk.tick(240)
        assert "after a login at demo-idp." in _sentence(walk)
        assert "via demo-idp · alice@example.com source" in _sentence(walk)


async def test_a_second_role_of_the_same_login_asks_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _hold(walk)
        await walk.search("portal support")
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 2, "it is held")
        assert "1:00:00" in walk.line("support")
    assert len(world.logins) == 1


async def test_the_roles_that_the_assertion_lists_can_be_found_from_then_on(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("researcher")
        assert not walk.target.startswith("research-lab")
        await _hold(walk)
        await walk.search("researcher")
        assert walk.target == "research-lab/researcher"
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 2, "it is held")
    assert len(world.logins) == 1
    async with world.picker() as walk:
        await walk.search("researcher")
        assert walk.target == "research-lab/researcher", "and by the next picker too"


async def test_a_role_that_is_refused_leaves_the_login_for_the_next_one(
    world: WorldAround,
) -> None:
    world.aws.world.role("partner-portal", "read").trusts.clear()
    async with world.picker() as walk:
        await _hold(walk)
        assert walk.message.startswith("× ")
        assert "partner-portal" in walk.message
        await walk.search("portal support")
        assert "no login" in _sentence(walk)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest and world.sessions(), "it is held")
    assert len(world.logins) == 1


async def test_an_assertion_that_is_over_takes_another_login(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _hold(walk)
        await walk.tick(301)
        await walk.ask_login("portal support")
        await walk.log_in()
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 2, "it is held")
    assert len(world.logins) == 2


async def test_the_user_name_is_preset_the_next_time(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _hold(walk)
    world.clock.advance(3_700)
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        assert "user name alice@example.com" in walk.words
        assert dialog.focused is dialog.query_one("#password")
        await walk.paste(world.aws.idp.password)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.line("partner-portal")


async def test_the_user_name_is_not_preset_where_the_box_was_not_ticked(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.press("tab", "tab", "space")
        await walk.log_in()
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert world.state.saml_users == {}
    world.clock.advance(3_700)
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        assert "alice@example.com" not in walk.words
        assert dialog.focused is dialog.query_one("#user")


async def test_escape_in_the_dialog_keeps_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.paste(world.aws.idp.user)
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.message
        await _hold(walk)
        assert len(world.sessions()) == 1, "and the next try works"


async def test_escape_while_the_idp_is_silent_frees_the_picker_at_once(
    world: WorldAround,
) -> None:
    with world.silence("SamlLogin") as answers:
        async with world.picker() as walk:
            await walk.ask_login()
            await walk.log_in()
            await walk.until(lambda: world.logins, "the IdP is asked")
            assert "signing in …" in walk.words
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker is back")
            assert not answers.is_set(), "nobody waited for the thread"
            assert "Stopped. Nothing was saved." in walk.message
            answers.set()
            await world.sign_in_threads_end(walk)
            assert world.kept_nothing
            assert world.state.saml_users == {}
            assert not Path(world.home.paths.discovered).exists()
            assert world.aws.times_called("AssumeRoleWithSAML") == 0
            assert walk.at_rest
            await walk.search("staging")
            await walk.see("5 of ")


async def test_a_refusal_that_comes_after_escape_opens_nothing(world: WorldAround) -> None:
    with world.silence("SamlLogin") as answers:
        async with world.picker() as walk:
            await walk.ask_login()
            await walk.log_in(password="wrong")
            await walk.until(lambda: world.logins, "the IdP is asked")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker is back")
            answers.set()
            await world.sign_in_threads_end(walk)
            await walk.pilot.pause()
            assert not any(isinstance(s, SamlDialog) for s in walk.app.screen_stack)


async def test_escape_while_the_role_is_asked_for_says_that_the_login_stays(
    world: WorldAround,
) -> None:
    with world.silence("AssumeRoleWithSAML") as answers:
        async with world.picker() as walk:
            await walk.ask_login()
            await walk.log_in()
            await walk.until(lambda: world.aws.times_called("AssumeRoleWithSAML"), "AWS is asked")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker is back")
            assert "The login at demo-idp stays" in walk.message
            answers.set()
            await world.sign_in_threads_end(walk)
            assert world.sessions() == []


async def test_leaving_while_the_idp_is_silent_does_not_wait(world: WorldAround) -> None:
    with world.silence("SamlLogin") as answers:
        async with world.picker() as walk:
            await walk.ask_login()
            await walk.log_in()
            await walk.until(lambda: world.logins, "the IdP is asked")
            walk.app.exit(None, 143)  # as after SIGTERM
            await walk.until(lambda: not walk.app.is_running, "it ends")
            assert not answers.is_set()
    assert walk.app.crash is None


async def test_copying_signs_in_first(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    world.env["SHELL"] = "/bin/bash"
    async with world.picker() as walk:
        await walk.search("portal read")
        await walk.press("ctrl+y")
        await walk.see("Sign in to demo-idp")
        await walk.log_in()
        await walk.see("OSC 52")
        (session,) = world.sessions()
    sent = OSC52.search(capfd.readouterr().err)
    assert sent is not None
    assert session.credentials.access_key_id in base64.b64decode(sent[1]).decode()


async def test_writing_a_profile_signs_in_first(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("portal read")
        await walk.press("ctrl+s")
        await walk.see("Sign in to demo-idp")
        await walk.log_in()
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        await walk.press("enter")
        await walk.see("Wrote profile partner-portal-read, valid until")
    assert len(world.logins) == 1


async def test_captured_enter_leaves_with_the_session(world: WorldAround) -> None:
    async with world.picker(captured=True) as walk:
        await walk.ask_login()
        await walk.log_in()
        await walk.until(lambda: not walk.app.is_running, "it ends")
        signed_in = walk.app.return_value
    assert signed_in is not None
    assert signed_in.session.arn == "arn:aws:iam::343434345656:role/read"
    assert not walk.app.return_code


async def test_a_cancelled_login_does_not_leave(world: WorldAround) -> None:
    async with world.picker(captured=True) as walk:
        await walk.ask_login()
        await walk.press("ctrl+c")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running
        assert walk.app.return_value is None
