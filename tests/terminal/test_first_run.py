"""The first minutes in a real terminal: no accounts, the user's own keys, no colours."""

import json
import re
from pathlib import Path

from rolecall.demo.stage import Stage
from tests.drivers.person import by_palette
from tests.fixtures.windows import Window

COLOUR = re.compile(r"\x1b\[[0-9;]*[34]8;[25];")


def _forget_accounts(stage: Stage) -> None:
    for path in (stage.paths.accounts_file, stage.paths.config_file):
        Path(path).unlink()
    Path(stage.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


def test_the_first_account_is_added_typed_at_one_go(window: Window, stage: Stage) -> None:
    _forget_accounts(stage)
    for size in ((120, 40), (80, 24)):
        Path(stage.paths.accounts_file).unlink(missing_ok=True)
        picker = window("rolecall", size=size)
        picker.wait_for("No accounts yet")
        picker.press("Enter")
        picker.wait_for("account id")
        picker.type("staging\r210987654321\r")
        picker.wait_for("Added staging to ~/.aws/accounts")
        picker.wait_for("210987654321")
        kept = json.loads(Path(stage.paths.accounts_file).read_text())
        assert kept == {"staging": "210987654321"}
        picker.close()


def test_look_around_opens_the_demo_and_comes_back_to_the_shell(
    window: Window, stage: Stage
) -> None:
    _forget_accounts(stage)
    shell = window("sh", "-c", "rolecall; echo left with $?; read wait")
    shell.wait_for("No accounts yet")
    shell.press("Down", "Down", "Down")
    shell.wait_for("enter try the demo")
    shell.press("Enter")
    shell.wait_for("35 targets")
    shell.press("Escape")
    shell.wait_for("left with 0")


def test_a_remapped_key_works_and_stands_on_its_button(window: Window, stage: Stage) -> None:
    path = Path(stage.paths.config_file)
    path.write_text(path.read_text() + '\n[keymap]\npalette = "f9"\nhelp = "^g"\ncopy = "x"\n')
    picker = window("rolecall")
    picker.wait_for("[keymap] copy: x is used for typing")
    screen = picker.wait_for("f9 commands")
    assert "^g help" in screen
    picker.press("F9")
    picker.wait_for("search commands and settings")
    picker.press("Escape")
    picker.wait(lambda seen: "search commands" not in seen, "the palette is closed")
    picker.press("C-g")
    picker.wait_for("Search: words in any order")


def test_a_region_is_chosen_by_the_palette(window: Window, stage: Stage) -> None:
    picker = window("rolecall", size=(80, 24))
    picker.wait_for("targets")
    picker.type("sand dev")
    picker.wait_for("1 of ")
    by_palette(picker, "region", "Set the region for this account")
    picker.wait_for("Region of sandbox")
    picker.wait_for("us-east-1")
    picker.type("eu-north")
    picker.wait(lambda seen: "us-east-1" not in seen and "eu-north-1" in seen, "fewer regions")
    picker.press("Enter")
    picker.wait_for("sandbox now uses eu-north-1.")


def test_without_colours_first_run_dialog_and_palette_are_plain(
    window: Window, stage: Stage
) -> None:
    _forget_accounts(stage)
    stage.env["NO_COLOR"] = "1"
    picker = window("rolecall")
    picker.wait_for("No accounts yet")
    assert not COLOUR.search(picker.coloured())
    picker.press("Enter")
    picker.wait_for("account id")
    assert not COLOUR.search(picker.coloured())
    picker.press("Escape")
    picker.wait(lambda seen: "account id" not in seen, "the dialog is closed")
    picker.press("C-p")
    picker.wait_for("search commands and settings")
    picker.wait_for("Send terminal notifications")
    assert not COLOUR.search(picker.coloured())
