"""Keys, help and palette in a real terminal: every command and setting can be found."""

from pathlib import Path

from rolecall.demo.stage import Stage
from rolecall.ui.commands import COMMANDS, GROUPS, PALETTE
from rolecall.ui.state.settings import SETTINGS
from tests.drivers.person import NARROW, PALETTE_HINT, SIZES, WIDE, Size, leave
from tests.fixtures.windows import Window


@NARROW
def test_every_command_and_setting_is_found_in_the_palette(window: Window, size: Size) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    picker.press("C-p")
    picker.wait_for("search commands and settings")
    commands = [(each.palette_label, each.tooltip) for each in COMMANDS if each.id != PALETTE.id]
    for label, tooltip in [*commands, *((each.entry, each.tooltip) for each in SETTINGS)]:
        if PALETTE_HINT not in picker.text():
            picker.press("C-u")
            picker.wait_for(PALETTE_HINT)
        picker.type(label)
        start = tooltip[:40]
        picker.wait(
            lambda screen, start=start: start in screen and PALETTE_HINT not in screen,  # type: ignore[misc]
            f"{label}: {start}",
        )
    leave(picker, "Protect accounts")
    picker.wait_for("29 targets")


@SIZES
def test_f1_tells_the_keys_of_page_dialog_board_and_palette(window: Window, size: Size) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    picker.press("F1")
    keys = [f"{command.key_word} " for command in GROUPS[1][1]]
    told = picker.wait(
        lambda screen: "Search: words" in screen and all(key in screen for key in keys), "the keys"
    )
    if "Move focus between search and buttons." not in told:
        picker.press(*["NPage"] * 5)
        picker.wait_for("Move focus between search and buttons.")
    leave(picker, "Move focus between")

    picker.type("sandbox developer")
    picker.wait_for("1 of 29")
    picker.press("Enter")
    picker.wait_for(", as alice")
    picker.press("F1")
    picker.wait_for("Help: MFA code")
    leave(picker, "Help: MFA code")
    picker.wait_for(", as alice")
    leave(picker, ", as alice")

    picker.press("C-p")
    picker.wait_for("search commands and settings")
    picker.press("F1")
    picker.wait_for("Help: commands")
    leave(picker, "Help: commands")
    leave(picker, "Mark and move up")

    picker.press("C-t")
    picker.wait_for("No sessions yet.")
    picker.press("F1")
    picker.wait_for("Search: words in any order")
    leave(picker, "Search: words in any order")
    picker.wait_for("No sessions yet.")


@WIDE
def test_remapped_keys_hold_everywhere_and_a_clash_is_reported(
    window: Window, stage: Stage, size: Size
) -> None:
    path = Path(stage.paths.config_file)
    keys = '[keymap]\npin = "f7"\npalette = "f9"\ncopy = "ctrl+s"\n'
    path.write_text(path.read_text() + "\n" + keys)
    picker = window("rolecall", size=size)
    picker.wait_for("[keymap] copy: ctrl+s is already used by write-profile")
    picker.wait_for("^y")  # the default applies
    picker.type("staging admin")
    picker.wait_for("1 of 29")
    picker.press("F7")
    picker.wait_for("Pinned staging · admin.")
    picker.wait_for("f9 commands")  # at 80x24 once the message is gone
    picker.press("F9")
    picker.wait_for("search commands and settings")
    picker.type("pin")
    picker.wait(
        lambda screen: PALETTE_HINT not in screen and "Pin" in screen and "f7" in screen,
        "the palette has the key",
    )
