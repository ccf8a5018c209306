"""Refused logins, identity providers that do not respond, and stored logins."""

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from rolecall.demo.faults import reset, wrong_body
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.ui.dialogs.fields.password_field import PasswordField
from rolecall.ui.dialogs.saml_login import SamlDialog
from tests.drivers.picker import Size, Walk, WorldAround


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def _store_login(world: WorldAround, password: str = "", mode: int = 0o600) -> None:
    path = Path(world.home.paths.saml_file)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    idp = world.aws.idp
    path.write_text(f"username = {idp.user}\npassword = {password or idp.password}\n")
    path.chmod(mode)


async def _refused(walk: Walk) -> SamlDialog:
    dialog = await walk.ask_login()
    await walk.log_in(password="wrong")
    await walk.until(lambda: "rejected the login" in walk.words, "the reason")
    return dialog


async def _told(walk: Walk, *words: str) -> None:
    """The page shows this message, the dialog is closed, and nothing is stored."""
    await walk.until(lambda: walk.at_rest, "the work ends")
    for each in words:
        assert each in walk.message, walk.text
    assert walk.world.kept_nothing
    await walk.search("staging")
    await walk.see("5 of ")


async def test_a_wrong_password_keeps_the_dialog_open_with_the_reason(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _refused(walk)
        assert walk.app.screen is dialog
        assert "× demo-idp rejected the login." in walk.words
        assert "Check user name, password and URL, then try again." in walk.words
        assert dialog.query_one("#user", Input).value == world.aws.idp.user, "it is kept"
        assert not dialog.query_one(PasswordField).secret, "it is cleared"
        assert dialog.focused is dialog.query_one(PasswordField)
        assert world.kept_nothing
        await walk.press("enter")
        assert world.logins == [(world.aws.idp.user, "wrong")], "it was sent once"

        await walk.paste(world.aws.idp.password)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 1
    assert [password for _, password in world.logins] == ["wrong", world.aws.idp.password]


async def test_a_refusal_moves_no_field(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        before = [dialog.query_one(place).region for place in ("#user", "#password", "#origin")]
        await walk.log_in(password="wrong")
        await walk.until(lambda: "rejected the login" in walk.words, "the reason")
        after = [dialog.query_one(place).region for place in ("#user", "#password", "#origin")]
        assert after == before


async def test_the_password_stays_as_it_is_until_the_idp_has_answered(world: WorldAround) -> None:
    with world.silence("SamlLogin") as answers:
        async with world.picker() as walk:
            dialog = await walk.ask_login()
            await walk.log_in()
            await walk.until(lambda: world.logins, "the IdP is asked")
            await walk.press("x", "backspace", "enter")
            assert dialog.query_one(PasswordField).secret.reveal() == world.aws.idp.password
            assert dialog.query_one("#sign-in").disabled
            answers.set()
            await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert len(world.logins) == 1


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 12)])
async def test_the_reason_is_whole_on_small_screens(world: WorldAround, size: Size) -> None:
    world.shows_codes = True
    async with world.picker(size=size) as walk:
        await _refused(walk)
        assert "try again." in walk.words
        assert "Sign in enter" in walk.words
        await walk.paste(world.aws.idp.password)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.text


async def test_leaving_after_a_refusal_keeps_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _refused(walk)
        await walk.press("escape")
        await _told(walk, "Stopped. Nothing was saved.")
    assert world.state.saml_users == {}


async def test_an_idp_that_cannot_be_reached_is_told_in_the_page(world: WorldAround) -> None:
    world.aws.faults.add("SamlLogin", reset())
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.log_in()
        await _told(walk, "× The connection to http://127.0.0.1", "sent once")
    assert len(world.logins) == 1


async def test_nobody_at_the_address_is_told_in_the_page(world: WorldAround) -> None:
    world.aws.close()
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.log_in()
        await _told(walk, "cannot be reached.", "Check the network")


async def test_a_login_page_in_the_way_is_told_in_the_page(world: WorldAround) -> None:
    world.aws.faults.add("SamlLogin", wrong_body(b"<html>Welcome to our hotel</html>"))
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.log_in()
        await _told(walk, "is not a SAML answer.", "Is it the network")


async def test_an_assertion_for_somebody_else_is_told_in_the_page(world: WorldAround) -> None:
    world.aws.idp.audience = "urn:somebody:else"
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.log_in()
        await _told(walk, "× ", "urn:somebody:else")
    assert world.aws.times_called("AssumeRoleWithSAML") == 0


async def test_a_stored_login_opens_no_dialog(world: WorldAround) -> None:
    _store_login(world)
    async with world.picker() as walk:
        await walk.assume("portal read")
        assert "1:00:00" in walk.line("partner-portal")
        assert walk.message.startswith("● partner-portal · read until ")
    assert world.logins == [(world.aws.idp.user, world.aws.idp.password)]


async def test_a_refused_stored_login_is_asked_for_and_not_sent_again(world: WorldAround) -> None:
    _store_login(world, "of-yesteryear")
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.until(lambda: "rejected the stored login." in walk.words, "the reason")
        assert f"user name {world.aws.idp.user}" in walk.words
        assert "•" not in walk.text
        await walk.press("enter")
        await walk.paste(world.aws.idp.password)
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 1
    assert [each for _, each in world.logins] == ["of-yesteryear", world.aws.idp.password]


async def test_a_login_that_others_can_read_is_told_as_a_warning(world: WorldAround) -> None:
    _store_login(world, mode=0o644)
    async with world.picker() as walk:
        await walk.assume("portal read")
        assert walk.message.startswith("▲ ")
        assert "chmod 600" in walk.message
        assert len(world.sessions()) == 1


async def test_a_stored_login_that_would_travel_in_clear_is_told_as_a_warning(
    world: WorldAround,
) -> None:
    _store_login(world)
    path = Path(world.home.paths.config_file)
    # Not a loopback address by its number, but it leads to this machine.
    elsewhere = world.aws.idp_url.replace("127.0.0.1", "0.0.0.0")  # noqa: S104
    text = path.read_text().replace(f'"{world.aws.idp_url}"', f'"{elsewhere}"\nallow_http = true')
    path.write_text(text)
    async with world.picker() as walk:
        await walk.assume("portal read")
        assert walk.message.startswith("▲ partner-portal · read until ")
        assert re.search(r"http://0\.0\.0\.0:\d+ is not https: others can read your", walk.message)
        assert len(world.sessions()) == 1
