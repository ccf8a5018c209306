"""Settings in the palette: each shows its value, is changed there, and is remembered."""

from pathlib import Path

import pytest
from textual.command import CommandPalette

from rolecall.core.state.state import State, update_state
from rolecall.demo.stage import build_stage
from rolecall.demo.world.federation import federate
from rolecall.signin.desk import open_desk
from rolecall.ui.actions.choose_setting import context_of
from rolecall.ui.state.settings import REMEMBER, SETTINGS, is_on
from tests.drivers.picker import Walk, WorldAround


async def _palette(walk: Walk, words: str = "") -> None:
    await walk.press("ctrl+p")
    await walk.until(lambda: isinstance(walk.app.screen, CommandPalette), "the palette")
    if words:
        await walk.paste(words)


async def _comes_first(walk: Walk, line: str) -> None:
    """Wait until the first line that the palette has found starts with `line`."""

    def found() -> str:
        return walk.lines[5].partition("▌   ")[2]  # left of it, the page behind

    await walk.until(lambda: found().startswith(line), f"{line} comes first")


async def _choose(walk: Walk, words: str, line: str) -> None:
    """Search the palette and run its first line, once that is `line`."""
    await _palette(walk, words)
    await _comes_first(walk, line)
    await walk.press("enter")


def _profile(world: WorldAround, name: str, region: str = "eu-west-3") -> None:
    path = Path(world.home.paths.aws_credentials)
    path.write_text(path.read_text() + path.read_text().replace("[default]", f"\n[{name}]"))
    config = Path(world.home.paths.aws_config)
    config.write_text(config.read_text() + f"\n[profile {name}]\nregion = {region}\n")


async def test_the_palette_shows_every_setting_with_its_value(world: WorldAround) -> None:
    world.env["AWS_PROFILE_ASSUME_ROLE"] = ""
    update_state(world.home.paths.state_file, lambda s: s._replace(settings={"bell": False}))
    async with world.picker(size=(120, 50)) as walk:
        await _palette(walk)
        await walk.see("Protect accounts named prod*")
        around = context_of(walk.picker)
        for setting in SETTINGS:
            line = next(line for line in walk.lines if f"   {setting.entry}  " in line)
            value = line.partition(setting.entry)[2].strip(" ▌").split("  ")[0]
            assert value == setting.present(world.state, around), setting.id
        assert "off" in next(line for line in walk.lines if "Ring the bell" in line)


@pytest.mark.parametrize(
    ("entry", "label", "name"),
    [
        ("Ring the bell", "Bell", "bell"),
        ("Send terminal notif", "Terminal notifications", "notifications"),
        ("Remember the", "Remember the user name", "remember-user"),
    ],
)
async def test_a_switch_is_turned_off_and_on_again(
    world: WorldAround, entry: str, label: str, name: str
) -> None:
    assert is_on(world.state, name), "on until it is switched off"
    async with world.picker() as walk:
        await _choose(walk, entry, entry)
        await walk.see(f"{label}: off.")
        assert world.state.settings[name] is False
        await _choose(walk, entry, entry)
        await walk.see(f"{label}: on.")
        assert is_on(world.state, name)


async def test_a_theme_is_chosen_from_the_list_and_remembered(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _choose(walk, "theme", "Change the theme")
        await walk.see("catppuccin-latte")
        assert "ansi-dark" in walk.text
        assert "dark, the terminal's own" in walk.text
        await walk.paste("latte")
        await walk.gone("textual-dark")
        await walk.press("enter")
        await walk.until(lambda: world.state.theme == "catppuccin-latte", "it is kept")
        assert walk.app.theme == "catppuccin-latte"


async def test_another_base_profile_holds_at_once(world: WorldAround) -> None:
    _profile(world, "work")
    async with world.picker() as walk:
        await _choose(walk, "base profile", "Change the base profile")
        await walk.see("eu-west-3")
        await walk.paste("work")
        await _comes_first(walk, "work")
        await walk.press("enter")
        await walk.see("Base profile: work.")
        assert walk.picker.base_profile == "work"
        await walk.search("sandbox developer")
        assert walk.line("via  ").split()[-2] == "work"
    assert world.state.base_profile == "work"


async def test_a_variable_that_wins_is_told(world: WorldAround) -> None:
    _profile(world, "work")
    world.env["AWS_PROFILE_ASSUME_ROLE"] = "work"
    async with world.picker() as walk:
        await _choose(walk, "base profile", "Change the base profile")
        await walk.see("AWS_PROFILE_ASSUME_ROLE is set in this shell and overrides this.")
    assert world.state.base_profile == ""


async def test_the_guard_protects_and_is_lifted_again(world: WorldAround) -> None:
    path = Path(world.home.paths.config_file)
    path.write_text(path.read_text().replace("protected = true\n", ""))

    def is_protected() -> bool:
        targets = open_desk(world.env, world.now).catalog.targets
        return any(target.protected for target in targets if target.alias == "production")

    assert not is_protected()
    async with world.picker() as walk:
        await _choose(walk, "protect", "Protect accounts named prod*")
        await walk.see("Protect prod*: prod*.")
        await walk.search("production read")
        await walk.see("protected")
        assert is_protected()
        await _choose(walk, "protect", "Protect accounts named prod*")
        await walk.see("Protect prod*: off.")
        assert not is_protected()


async def test_what_cannot_be_remembered_is_told(world: WorldAround) -> None:
    folder = Path(world.home.paths.state_file).parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    async with world.picker() as walk:
        await _choose(walk, "bell", "Ring the bell")
        await walk.see("Not saved.")


async def test_a_login_keeps_no_user_name_once_that_is_switched_off(world: WorldAround) -> None:
    federate(world.aws.world)
    world.home = build_stage(world.home.home.parent, world.aws.world, world.aws.endpoint, world.env)
    update_state(world.home.paths.state_file, lambda s: s._replace(settings={REMEMBER: False}))
    async with world.picker() as walk:
        await walk.ask_login()
        assert "[ ] remember the user name" in walk.words
        await walk.log_in()
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert world.sessions()
    assert world.state.saml_users == {}


def test_a_setting_that_is_no_switch_is_off() -> None:
    state = State(settings={REMEMBER: "yes"})
    assert not is_on(state, REMEMBER), "only true is on"


async def test_the_palette_finds_a_command_by_what_it_does(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _palette(walk, "for a shell")
        await walk.until(lambda: "Copy export lines" in walk.lines[5], "the copy command")
        await walk.see("Copy export lines for a shell.")


async def test_f1_in_the_palette_says_how_it_works(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _palette(walk)
        await walk.press("f1")
        await walk.see("Help: commands")
        await walk.press("escape")
        await walk.gone("Help: commands")
        assert isinstance(walk.app.screen, CommandPalette)
