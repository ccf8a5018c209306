"""Protected accounts: the picker assumes a role once the user has typed the account's name."""

import json
from pathlib import Path

import pytest
from textual import events

from rolecall.signin.targets.target_words import name_to_type
from rolecall.ui.dialogs.confirm import ConfirmDialog
from rolecall.ui.dialogs.fields.ghost_field import GhostField
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.page.picker import Picker
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Walk, WorldAround

PRODUCTION = "222233334444"


async def _asked(walk: Walk, query: str = "production read", key: str = "enter") -> ConfirmDialog:
    await walk.search(query)
    await walk.press(key)
    await walk.see("to assume it.")
    return walk.dialog(ConfirmDialog)


def _button(dialog: ConfirmDialog) -> KeyButton:
    return dialog.query_one("#confirm", KeyButton)


def _typed(dialog: ConfirmDialog) -> GhostField:
    return dialog.query_one(GhostField)


async def test_nothing_is_asked_of_aws_before_the_name_is_typed(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        for words in (
            "production 222233334444 protected ◆",
            "read · 1 h",
            "Customers are on this one.",
            "Type the account name to assume it.",
        ):
            assert words in walk.words
        assert _button(dialog).disabled
        await walk.press("enter")
        assert walk.app.screen is dialog
        assert not world.aws.calls

        await walk.type("productio")
        assert _button(dialog).disabled
        await walk.press("enter")
        assert walk.app.screen is dialog
        await walk.type("n")
        assert not _button(dialog).disabled, "lit by the last letter"
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert [(s.account_id, s.role) for s in world.sessions()] == [(PRODUCTION, "read")]


async def test_other_letters_are_shown_and_not_accepted(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.type("productiom")
        assert "productiom" in walk.words
        assert "× not the name" in walk.words
        await walk.press("enter")
        assert walk.app.screen is dialog
        await walk.press("backspace")
        assert "not the name" not in walk.words
        await walk.type("n")
        assert not _button(dialog).disabled
        await walk.type("s")
        assert _button(dialog).disabled, "more than the name is another name"
        await walk.press("enter")
        assert walk.app.screen is dialog
        await walk.press("ctrl+u")
        assert not _typed(dialog).is_wrong
        await walk.paste("Production")
        assert _button(dialog).disabled, "letters count as they are written"


async def test_no_key_completes_the_ghost(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.type("prod")
        await walk.press("right", "end", "ctrl+e", "tab", "tab", "shift+tab")
        assert _button(dialog).disabled
        assert not _typed(dialog).is_whole


async def test_a_pasted_name_is_taken_with_the_blanks_of_the_paste(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.paste(" production\n")
        assert not _button(dialog).disabled
        await walk.pilot.click("#confirm")
        await walk.see(", as alice")


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_leaving_the_question_assumes_nothing(world: WorldAround, key: str) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        await walk.paste("production")
        await walk.press(key)
        await walk.until(lambda: walk.at_rest, "back in the list")
        assert walk.app.is_running
        assert not world.aws.calls
        assert "Stopped. Nothing was saved." in walk.message


@pytest.mark.parametrize("key", ["ctrl+y", "ctrl+s"])
async def test_whatever_needs_a_new_session_asks(world: WorldAround, key: str) -> None:
    async with world.picker() as walk:
        await _asked(walk, key=key)
        assert not world.aws.calls


async def test_a_role_not_seen_yet_in_a_protected_account_asks_too(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("222233334444 auditing")
        await walk.press("enter")
        await walk.see("to assume it.")
        assert not world.aws.calls


@pytest.mark.parametrize("captured", [True, False])
async def test_what_is_held_is_handed_over_without_a_question(
    world: WorldAround, captured: bool
) -> None:
    world.hold("production", "read")
    async with world.picker(captured=captured) as walk:
        await walk.search("production read")
        if not captured:
            await walk.press("ctrl+s")
            await walk.see("Write profile")
            await walk.see("[production-read]")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "back in the list")
        await walk.press("enter")
        if captured:
            await walk.until(lambda: not walk.app.is_running, "the picker ends")
            result = walk.app.return_value
            assert result is not None
            assert result.session.account_id == PRODUCTION
        else:
            await walk.see("until")


async def test_the_next_time_it_asks_again(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        await walk.paste("production")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "back in the list")
        await _asked(walk)


async def test_an_account_without_protection_asks_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("production-us read")
        assert walk.target == "production-us/read"
        await walk.press("enter")
        await walk.see(", as alice")
        walk.dialog(MfaDialog)


async def test_the_card_says_that_it_asks(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("production read")
        assert "◆ protected     asks for its name  ▌" in walk.line("asks for its name")


@pytest.mark.parametrize(
    "alias", ["prod\u202e-uc", "prod\u200b", "prod\x1b]0;x\x07", "x" * 300, " ", "\ud800x"]
)
def test_the_id_is_asked_for_where_nobody_could_type_the_name(alias: str) -> None:
    assert name_to_type(alias, PRODUCTION) == PRODUCTION


@pytest.mark.parametrize("alias", ["prod", "Größe 9", "本番", "[bold]prod[/]"])
def test_a_name_that_can_be_shown_is_asked_for_as_it_is(alias: str) -> None:
    assert name_to_type(alias, PRODUCTION) == alias


@pytest.mark.parametrize(
    ("alias", "wanted"),
    [("prod\u202euction", PRODUCTION), ("[red]prod", "[red]prod"), ("本番 環境", "本番 環境")],
)
async def test_what_is_asked_for_is_what_is_shown(
    world: WorldAround, alias: str, wanted: str
) -> None:
    Path(world.home.paths.accounts_file).write_text(json.dumps({alias: PRODUCTION}))
    config = Path(world.home.paths.config_file)
    table = f'[accounts.{json.dumps(alias)}]\nid = "{PRODUCTION}"\nprotected = true\n'
    config.write_text(table)
    async with world.picker(size=(80, 24)) as walk:
        dialog = await _asked(walk, f"{PRODUCTION} read")
        assert ("account id" if wanted == PRODUCTION else "account name") in walk.words
        assert wanted in walk.words
        assert "\u202e" not in walk.text
        await walk.paste(wanted)
        assert not _button(dialog).disabled


async def test_what_is_pasted_cannot_reach_the_terminal(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        dialog.query_one(GhostField).post_message(events.Paste("prod\x1b]52;c;x\x07\u202e" * 200))
        await walk.pilot.pause()
        assert "\x1b" not in walk.text
        assert "\u202e" not in walk.text
        assert _button(dialog).disabled


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (40, 10)])
async def test_field_and_buttons_are_there_at_every_size(
    world: WorldAround, size: tuple[int, int]
) -> None:
    async with world.picker(size=size) as walk:
        await _asked(walk)
        await walk.type("prod")
        for words in ("production", "Type the account name", "Assume", "Cancel"):
            assert words in walk.words
        await walk.type("x")
        assert "×" in walk.words
        await walk.press("escape")
        await walk.until(lambda: isinstance(walk.app.screen, Picker), "back in the list")
