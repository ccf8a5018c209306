"""The places that list commands: help, palette, footer and buttons."""

import pytest
from textual.command import CommandPalette

from rolecall.ui.commands import ASSUME, COMMANDS
from rolecall.ui.dialogs.help import HelpDialog
from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import Size, Walk, WorldAround


async def test_f1_shows_every_command_with_its_key(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("f1")
        await walk.until(lambda: isinstance(walk.app.screen, HelpDialog), "the help")
        await walk.pilot.pause()
        for command in COMMANDS:
            await _scroll_to(
                walk, f"{command.key_word if command.key else '^p …'} {command.tooltip}."
            )


async def _scroll_to(walk: Walk, words: str) -> None:
    await walk.press("pageup", "pageup", "pageup", "pageup", "pageup", "pageup")
    for _ in range(8):
        await walk.pilot.pause()
        if words in walk.words:
            return
        await walk.press("pagedown")
    raise AssertionError(f"{words} in no part of the help")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (40, 12)])
async def test_the_help_is_whole_with_its_button(world: WorldAround, size: Size) -> None:
    async with world.picker(size=size) as walk:
        await walk.press("f1")
        await walk.until(lambda: isinstance(walk.app.screen, HelpDialog), "the help")
        await walk.pilot.pause()
        assert "Close  esc" in walk.text
        frame = walk.app.screen.query_one("#dialog").region
        assert abs(frame.y - (size[1] - frame.bottom)) <= 1, "centered"


@pytest.mark.parametrize("key", ["escape", "f1", "enter"])
async def test_the_help_closes_and_the_picker_goes_on(world: WorldAround, key: str) -> None:
    async with world.picker() as walk:
        await walk.press("f1")
        await walk.until(lambda: isinstance(walk.app.screen, HelpDialog), "the help")
        await walk.press(key)
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running
        await walk.type("sand")
        await walk.see("3 of 29")


async def test_f1_in_a_dialog_shows_its_own_keys(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("f1")
        await walk.see("Help: MFA code")
        assert "↓ ^n ^j Next device." in walk.words
        assert "esc ^c Cancel." in walk.words
        assert "^y" not in walk.words
        await walk.press("f1")
        await walk.gone("Help:")
        assert isinstance(walk.app.screen, MfaDialog), "the dialog is still there"


async def test_the_palette_lists_every_command(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+p")
        await walk.until(lambda: isinstance(walk.app.screen, CommandPalette), "the palette")
        for command in COMMANDS:
            if command.id != "palette":
                await walk.see(command.palette_label)
        await walk.see("Change the theme")


async def test_the_palette_runs_a_command_on_the_target_under_the_cursor(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+p")
        await walk.until(lambda: isinstance(walk.app.screen, CommandPalette), "the palette")
        await walk.paste("write prof")
        await walk.see("Write a named profile for every")
        await walk.press("enter")
        await walk.see(", as alice")
        assert "sandbox · developer, as alice" in walk.text


async def test_escape_closes_the_palette_alone(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+p")
        await walk.until(lambda: isinstance(walk.app.screen, CommandPalette), "the palette")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running


async def test_the_footer_shows_the_keys_without_a_button(world: WorldAround) -> None:
    async with world.picker() as walk:
        footer = walk.lines[39]
        for command in COMMANDS:
            if command.footer and command is not ASSUME:
                assert f"{command.key_word} {command.footer}" in footer
        assert "^y" not in footer
        assert "enter" not in footer, "its button is on the card"
    async with world.picker(size=(40, 12)) as walk:
        assert "enter assume" in walk.lines[11], "no buttons there"
        assert "^y copy" in walk.lines[11]


async def test_the_theme_chosen_is_remembered(world: WorldAround) -> None:
    async with world.picker() as walk:
        walk.app.theme = "catppuccin-latte"
        await walk.until(lambda: world.state.theme == "catppuccin-latte", "it is kept")
    async with world.picker() as walk:
        assert walk.app.theme == "catppuccin-latte"
