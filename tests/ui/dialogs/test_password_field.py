"""The password field passes every character to the identity provider, and none elsewhere."""

import asyncio
import io
from collections.abc import Callable

import pytest
from rich.console import Console
from textual import events
from textual.message import Message

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.ui.dialogs.fields.password_field import LONGEST, PasswordField
from rolecall.ui.dialogs.saml_login import SamlDialog
from tests.drivers.picker import Walk, WorldAround, insides, shot_text

PASSWORDS = {
    "quotes": "a\"b'c`d“e”",
    "shell and JSON": "\\ \\n $HOME $saml_user %s & | ; < > {} # ~ *",
    "markup": "[/] [@click=app.quit]x[/]",
    "blanks at both ends": "  in between  ",
    "not ASCII": "pässwörd ñ 漢字 🔑 e\u0301",
    "invisible": "\u200bzero\u200dwidth\ufeff\u00ad",
    "blanks that do not print": "\u00a0hard\u3000wide\u2028lines\u2029",
    "bidi": "\u202ereversed\u2066",
}


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def _field(walk: Walk) -> PasswordField:
    return walk.dialog(SamlDialog).query_one(PasswordField)


async def _type(walk: Walk, text: str) -> None:
    """Type key by key, as a terminal sends them, printable or not."""
    for letter in text:
        walk.app.post_message(events.Key(letter, letter))
    await walk.pilot.pause()


@pytest.mark.parametrize("kind", PASSWORDS)
@pytest.mark.parametrize("pasted", [True, False], ids=["pasted", "typed"])
async def test_every_character_reaches_the_idp(world: WorldAround, kind: str, pasted: bool) -> None:
    world.aws.idp.password = PASSWORDS[kind]
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.paste(world.aws.idp.user)
        await walk.press("tab")
        await (walk.paste if pasted else lambda text: _type(walk, text))(PASSWORDS[kind])
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 1
    assert world.logins == [(world.aws.idp.user, PASSWORDS[kind])]


async def test_pasted_controls_are_dropped(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.press("tab")
        await walk.paste("\x1b[200~se\x00cr\x1b[201~e\tt\x7f\x9b\r\n\x07\x1b")
        assert _field(walk).secret.reveal() == "secret"
        assert walk.dialog(SamlDialog).focused is _field(walk)
        await walk.press("x", "tab")
        await walk.paste("anywhere else")
        assert _field(walk).secret.reveal() == "secretx"


async def test_one_that_is_too_long_is_refused_whole(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.press("tab", "a")
        await walk.paste("b" * LONGEST)
        assert _field(walk).secret.reveal() == "a", "never a part of a password"
        await walk.paste("b" * (LONGEST - 1))
        assert len(_field(walk).secret.reveal()) == LONGEST


async def test_it_can_be_neither_copied_nor_cut(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.press("tab")
        await walk.paste("hunter2hunter2")
        await walk.pilot.mouse_down("#password", offset=(2, 0))
        await walk.pilot.hover("#password", offset=(14, 0))
        await walk.pilot.mouse_up("#password", offset=(14, 0))
        await walk.pilot.click("#password", times=2)
        await walk.pilot.click("#password", times=3)
        await walk.press("ctrl+shift+left", "shift+home", "ctrl+shift+a", "ctrl+x", "super+c")
        await walk.press("ctrl+insert", "ctrl+shift+c")
        assert "•" not in (walk.app.screen.get_selected_text() or "")
        assert walk.app.clipboard == ""
        assert _field(walk).secret.reveal() == "hunter2hunter2", "ctrl+x takes nothing away"
        await walk.press("ctrl+c")
        await walk.until(lambda: walk.at_rest, "ctrl+c cancels the dialog")
        assert walk.app.is_running
        assert walk.app.clipboard == ""
    assert "\x1b]52" not in capfd.readouterr().err


async def test_a_drag_over_the_whole_dialog_selects_nothing_of_it(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.ask_login()
        await walk.press("tab")
        await walk.paste("hunter2")
        await walk.pilot.mouse_down("#dialog-title", offset=(0, 0))
        await walk.pilot.hover("#origin", offset=(20, 0))
        await walk.pilot.mouse_up("#origin", offset=(20, 0))
        selected = walk.app.screen.get_selected_text() or ""
        assert "password" in selected, "what is around it"
        assert "•" not in selected
        assert "hunter2" not in selected


async def test_it_is_in_no_picture_message_repr_or_tree(world: WorldAround) -> None:
    told: list[str] = []

    def overhear(message: Message) -> None:
        if not isinstance(message, events.Key | events.Paste):  # the terminal handles those
            told.append(repr(message))

    async with world.picker(overhear=overhear) as walk:
        look = _looking(walk, told)
        await walk.ask_login()
        await walk.log_in(password="hunter2-wrong")
        await walk.see("rejected the login")
        look()
        await walk.paste(world.aws.idp.password)
        look()
        await walk.press("shift+tab")
        look()
        with world.silence("SamlLogin") as answers:
            await walk.press("enter")
            await walk.until(lambda: len(world.logins) == 2, "the IdP is asked")
            look()
            answers.set()
            await walk.until(lambda: walk.at_rest, "the sign-in ends")
        look()
    everything = "\n".join(told)
    assert "PasswordField" in everything and "Secret(********)" in everything, "it was looked at"
    for secret in (world.aws.idp.password, "hunter2"):
        assert secret not in everything
        assert secret[2:] not in everything, "nor a part of it"
    assertion = world.aws.idp.respond()[:40]
    assert assertion not in everything


def _looking(walk: Walk, told: list[str]) -> Callable[[], None]:
    def look() -> None:
        screen = walk.app.screen
        page = Console(file=io.StringIO(), width=400)
        page.print(screen.tree, screen.css_tree, walk.app.tree)
        assert isinstance(page.file, io.StringIO)
        told.append(page.file.getvalue())
        told.extend((walk.text, shot_text(walk.app)))
        told.extend(repr(worker) for worker in walk.app.workers)
        told.extend(repr(task) for task in asyncio.all_tasks())
        for thing in (*walk.app.screen_stack, *screen.query("*")):
            told.extend((repr(thing), insides(thing)))

    return look
