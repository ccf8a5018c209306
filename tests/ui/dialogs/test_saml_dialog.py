"""The SAML login dialog: fields, keys, and the address that the password is sent to."""

import asyncio
import re
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from rolecall.core.model import SAML, Target
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.prompters import SamlQuestion
from rolecall.ui.dialogs.fields.password_field import PasswordField
from rolecall.ui.dialogs.fields.tick_box import TickBox
from rolecall.ui.dialogs.saml_login import SamlDialog
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Size, Walk, WorldAround, screen_strips
from tests.samples.hostile_names import shown

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def _user(walk: Walk) -> str:
    return walk.app.screen.query_one("#user", Input).value


def _focused(walk: Walk) -> str:
    focused = walk.app.focused
    return (focused.id or "") if focused is not None else ""


def _bullets(walk: Walk) -> int:
    return walk.text.count("•")


def _config(world: WorldAround, old: str, new: str) -> None:
    path = Path(world.home.paths.config_file)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


async def test_it_says_what_it_is_about_and_where_the_password_goes(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        assert "partner-portal · read" in walk.words
        origin = world.aws.idp_url.removesuffix("/saml/login")
        assert f"sent to {origin} and nowhere else" in walk.words
        assert "protected" not in walk.words


async def test_a_protected_account_is_said_to_be_one(world: WorldAround) -> None:
    _config(world, '"343434345656"\n', '"343434345656"\nprotected = true\n')
    async with world.picker() as walk:
        await walk.ask_login(protected="partner-portal")
        assert "protected ◆" in walk.words


async def test_nobody_is_warned_of_an_address_on_this_machine(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        assert "https" not in walk.words
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "WARNING" not in walk.text


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_plain_http_is_said_where_the_password_goes(world: WorldAround, size: Size) -> None:
    _config(
        world, f'url = "{world.aws.idp_url}"', 'url = "http://idp.example/in"\nallow_http = true'
    )
    async with world.picker(size=size) as walk:
        await walk.ask_login()
        await walk.until(lambda: "▲ not https:" in walk.words, "the warning")
        assert "can read it" in walk.words
        assert "http://idp.example" in walk.words
        assert "WARNING" not in walk.text
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")


async def test_the_demo_shows_its_login(world: WorldAround) -> None:
    world.shows_codes = True
    async with world.picker() as walk:
        await walk.ask_login()
        idp = world.aws.idp
        assert f"demo login: {idp.user} / {idp.password}" in walk.words


async def test_outside_the_demo_no_login_is_shown(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        assert "the demo's" not in walk.words
        assert world.aws.idp.password not in walk.text


async def test_tab_and_arrows_go_round_the_fields(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        assert _focused(walk) == "user"
        went = []
        for key in ("tab", "down", "tab", "tab", "up", "shift+tab", "up"):
            await walk.press(key)
            went.append(_focused(walk) or type(walk.app.focused).__name__)
        rest = ["password", "remember", "KeyButton", "user"]
        assert went == [*rest, "KeyButton", "remember", "password"]


async def test_enter_goes_on_to_the_password_and_does_nothing_while_it_is_empty(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        await walk.press("enter")
        assert _focused(walk) == "password", "it goes on"
        await walk.press("enter")
        assert _focused(walk) == "user", "what is missing comes first"
        await walk.paste("alice@example.com")
        await walk.press("enter", "enter", "enter")
        assert _focused(walk) == "password"
        await walk.press("tab", "enter")
        assert _focused(walk) == "password"
        assert walk.app.screen is dialog
        assert dialog.query_one("#sign-in").disabled
    assert world.logins == []


@pytest.mark.parametrize("field", ["user", "password", "remember"])
async def test_enter_signs_in_from_every_field_once_all_is_there(
    world: WorldAround, field: str
) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        await walk.paste(world.aws.idp.user)
        await walk.press("tab")
        await walk.paste(world.aws.idp.password)
        dialog.set_focus(dialog.query_one(f"#{field}"))
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 1


@pytest.mark.parametrize("between", ["tab", "down", "enter"])
async def test_what_is_typed_all_at_once_reaches_the_right_fields(
    world: WorldAround, between: str
) -> None:
    """As a password manager types, without waiting for the focus to move."""
    async with world.picker() as walk:
        await walk.ask_login()
        keys = [*world.aws.idp.user, between, *world.aws.idp.password, "enter"]
        for key in keys:
            walk.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await walk.until(lambda: walk.at_rest and world.sessions(), "it is held")
    assert world.logins == [(world.aws.idp.user, world.aws.idp.password)]


async def test_the_mouse_reaches_fields_tick_box_and_buttons(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        box = dialog.query_one(TickBox)
        assert "[x] remember the user name" in walk.text
        await walk.pilot.click(box)
        assert not box.ticked
        await walk.see("[ ] remember the user name")
        await walk.press("space")
        assert box.ticked
        await walk.pilot.click(PasswordField)
        await walk.paste(world.aws.idp.password)
        await walk.pilot.click("#user")
        await walk.paste(world.aws.idp.user)
        await walk.pilot.click("#sign-in")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 1


async def test_cancel_by_button(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        await walk.pilot.click(dialog.query(KeyButton).last())
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.text
    assert world.logins == []


async def test_only_whole_logins_can_be_sent(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        button = dialog.query_one("#sign-in", KeyButton)
        for key, possible in (("a", False), ("tab", False), ("b", True), ("backspace", False)):
            await walk.press(key)
            assert button.disabled is not possible, key


async def test_the_dialog_opens_once(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await walk.ask_login()
        await walk.press("ctrl+s", "ctrl+y", "ctrl+t", "ctrl+p")
        assert walk.app.screen is dialog
        assert sum(isinstance(screen, SamlDialog) for screen in walk.app.screen_stack) == 1


async def test_a_cursor_in_the_password_moves_and_edits_under_the_bullets(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        field = (await walk.ask_login()).query_one(PasswordField)
        await walk.press("tab", "b", "d", "left", "c", "home", "a", "end", "x", "backspace")
        assert field.secret.reveal() == "abcd"
        assert _bullets(walk) == 4
        await walk.press("left", "left", "delete", "ctrl+a", "delete", "left", "backspace")
        assert field.secret.reveal() == "bd"
        await walk.press("right", "ctrl+k")
        assert field.secret.reveal() == "b"
        await walk.press("c", "ctrl+u")
        assert not field.secret
        assert _bullets(walk) == 0


@pytest.mark.parametrize("kind", ["markup", "escapes", "bidi", "long"])
async def test_hostile_names_are_shown_as_they_are(world: WorldAround, kind: str) -> None:
    name = {
        "markup": "[@click=app.quit]x[/]",
        "escapes": "\x1b]52;c;ZXZpbA==\x07\x1b[2Jx",
        "bidi": "\u202etxt.exe\u2066\u200b",
        "long": "[/]" + "w" * 10_000,
    }[kind]
    target = Target("444455556666", (name,), "read", scheme=SAML, idp=name)
    question = SamlQuestion(target, name, f"https://{name}", user_name=name)
    async with world.picker() as walk:
        dialog = SamlDialog(question, f"{name} / x")
        await walk.app.push_screen(dialog)
        await walk.see("Sign in to")
        await walk.pilot.pause()
        answer = asyncio.ensure_future(dialog.answer(question))
        seen = shown(name)[:8]
        assert walk.text.count(seen) >= 4, "title, about, user name and origin"
        for strip in screen_strips(walk.app):
            for segment in strip:
                assert not OBEYED.search(segment.text), repr(segment.text)
        for place in ("#dialog-title", "#dialog-about", "#origin", "#demo-login"):
            await walk.pilot.click(place, offset=(13, 0))
        assert walk.app.is_running
        assert walk.app.screen is dialog
        answer.cancel()
        await walk.press("escape")
