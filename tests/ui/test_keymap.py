"""The user's own keys in `[keymap]`: which are used or reported, and that the screen shows them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rolecall.ui.commands import COMMANDS, COPY, LEAVE
from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.dialogs.help import HelpDialog
from rolecall.ui.keymap import keymap_from
from tests.drivers.picker import WorldAround


def _keys(world: WorldAround, **keys: str) -> None:
    path = Path(world.home.paths.config_file)
    lines = [f'{name.replace("_", "-")} = "{key}"' for name, key in keys.items()]
    path.write_text(path.read_text() + "\n[keymap]\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        ({"copy": "f8"}, {"copy": "f8"}),
        ({"copy": "ctrl+s", "write-profile": "ctrl+y"}, None),  # swapped
        ({"copy": "^g"}, {"copy": "ctrl+g"}),
        ({"copy": "Ctrl-G, Alt+C"}, {"copy": "ctrl+g,alt+c"}),
        ({"leave": "esc"}, {}),
        ({"leave": "esc, f10"}, {"leave": "escape,f10"}),
    ],
)
def test_a_key_of_ones_own_holds(wanted: Mapping[str, str], changed: Mapping[str, str]) -> None:
    keymap = keymap_from(wanted)
    assert not keymap.problems
    assert keymap.changed == (wanted if changed is None else changed)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"copy": "x"}, "x is used for typing"),
        ({"copy": "?"}, "used for typing"),
        ({"copy": "shift+a"}, "used for typing"),
        ({"copy": "backspace"}, "used for typing"),
        ({"copy": "space"}, "used for typing"),
        ({"copy": "ctrl+u"}, "used for typing"),
        ({"copy": "left"}, "used for typing"),
        ({"copy": "ctrl+i"}, "terminals send it as tab"),
        ({"copy": "ctrl+q"}, "it always leaves"),
        ({"copy": "ctrl+1"}, "not a key"),
        ({"copy": "hyper+c"}, "not a key"),
        ({"copy": "f99"}, "not a key"),
        ({"copy": ""}, "nothing is not a key"),
        ({"copy": "\x1b]52;c;x\x07"}, "not a key"),
        ({"copy": "down"}, "down is already used by the list"),
        ({"copy": "ctrl+s"}, "ctrl+s is already used by write-profile"),
        ({"cpy": "f8"}, "there is no such command"),
    ],
)
def test_what_cannot_be_is_a_problem_and_leaves_the_default(
    wanted: Mapping[str, str], why: str
) -> None:
    keymap = keymap_from(wanted)
    (problem,) = keymap.problems
    assert why in problem.message
    assert "\x1b" not in problem.message + problem.hint
    assert not keymap.changed


def test_of_two_that_want_one_key_the_second_keeps_its_default() -> None:
    keymap = keymap_from({"copy": "f8", "write-profile": "f8"})
    assert keymap.changed == {"copy": "f8"}
    assert "f8 is already used by copy" in keymap.problems[0].message


def test_a_default_that_comes_back_drives_out_who_took_its_key() -> None:
    keymap = keymap_from({"copy": "ctrl+p", "write-profile": "ctrl+y"})
    assert not keymap.changed
    assert len(keymap.problems) == 2


def test_an_unknown_command_is_guessed_at() -> None:
    assert keymap_from({"cpy": "f8"}).problems[0].hint == 'Did you mean "copy"?'


def test_the_buttons_of_dialogs_keep_their_keys() -> None:
    keymap = keymap_from({"leave": "f10"})
    assert keymap.of(LEAVE).key == "f10"
    close = LEAVE._replace(label="Close")
    assert keymap.of(close) is close
    assert keymap.of(COPY) is COPY


async def test_the_remapped_key_works_and_the_old_one_does_nothing(world: WorldAround) -> None:
    _keys(world, write_profile="f7", help="f8")
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        assert walk.message == ""
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.pilot.pause()
        assert walk.at_rest
        await walk.press("f7")
        await walk.see("byte for byte")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is closed")
        await walk.press("f8")
        await walk.until(lambda: isinstance(walk.app.screen, Dialog), "the help")
        await walk.press("f8")
        await walk.until(lambda: walk.at_rest, "the help closes by its key")


async def test_button_footer_and_help_say_the_new_keys(world: WorldAround) -> None:
    _keys(world, copy="f8", palette="ctrl+g,f9", help="alt+h")
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        button = next(line for line in walk.lines if "Copy export lines" in line)
        assert button.split()[-2] == "f8"
        assert "^g commands" in walk.lines[39]
        assert "alt+h help" in walk.lines[39]
        await walk.press("alt+h")
        await walk.until(lambda: isinstance(walk.app.screen, HelpDialog), "the help")
        await walk.see("f8")
        assert f"f8 {COPY.tooltip}." in walk.words
        assert "^y" not in walk.words


async def test_leaving_by_another_key(world: WorldAround) -> None:
    _keys(world, leave="f10")
    async with world.picker() as walk:
        await walk.press("escape")
        await walk.pilot.pause()
        assert walk.app.is_running
        await walk.press("f10")
        await walk.until(lambda: not walk.app.is_running, "the picker is left")


async def test_a_clash_is_told_and_nothing_breaks(world: WorldAround) -> None:
    _keys(world, copy="ctrl+s", assume="a")
    async with world.picker() as walk:
        assert "config.toml, [keymap] assume: a is used for typing" in walk.message
        assert "And 1" in walk.message
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see(", as alice")


def test_every_command_can_be_given_a_key() -> None:
    for command in COMMANDS:
        assert keymap_from({command.id: "f13"}).changed == {command.id: "f13"}


async def test_sentences_name_the_keys_that_hold(world: WorldAround) -> None:
    _keys(world, switch="f7", copy="alt+c", renew="f8")
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+d")
        assert "session board (f7)." in walk.message
        await walk.press("f7", "enter")
        assert "alt+c copies export lines, ^s writes a profile." in walk.message
        await walk.tick(46 * 60)
        await walk.until(
            lambda: "Press f8 on its row to renew it." in walk.message, "the key to renew by"
        )
