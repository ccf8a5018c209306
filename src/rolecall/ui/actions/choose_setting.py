"""Choosing a setting in the palette: what it is now, what else it may be, and keeping that."""

from functools import partial

from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.core.state.state import load_state, update_state
from rolecall.ui.commands import COMMANDS, PALETTE
from rolecall.ui.dialogs.palette import Line, Palette
from rolecall.ui.keymap import shown
from rolecall.ui.messages import FirstPageOutdated, Reopen, StatusMessage
from rolecall.ui.page.picker import Picker
from rolecall.ui.state.settings import SWITCHES, Around, Switch
from rolecall.ui.threads import in_thread


def palette_lines(picker: Picker) -> list[Line]:
    """Every command of the table with its key, then every setting with its value."""
    lines = []
    for command in COMMANDS:
        if command.id != PALETTE.id:
            run = partial(picker.action_run, command.id)
            key = shown(picker.app, command).key_word
            lines.append(Line(command.label, key, f"{command.tooltip}.", run))
    state, around = load_state(picker.desk.paths.state_file), around_of(picker)
    for switch in SWITCHES:
        value = safe_text(switch.present(state, around), 40)
        run = partial(choose, picker, switch)
        lines.append(Line(switch.label, value, f"{switch.tooltip}.", run))
    return lines


def around_of(picker: Picker) -> Around:
    """What this picker's settings are chosen from."""
    desk, app = picker.desk, picker.app
    themes = {name: theme.dark for name, theme in app.available_themes.items()}
    return Around(desk.env, desk.settings, desk.profiles, themes, app.theme)


def choose(picker: Picker, switch: Switch) -> None:
    """Switch a setting of two values to the other one; else show what it may be."""
    state, around = load_state(picker.desk.paths.state_file), around_of(picker)
    if switch.overruled and around.env.get(switch.overruled):
        name = switch.overruled
        picker.say("warning", f"{name} is set in this shell and wins.", f"Try: unset {name}")
        return
    other = switch.next_value(state, around)
    if other is not None:
        keep(picker, switch, other)
        return
    present = switch.present(state, around)

    def lines() -> list[Line]:
        return [
            Line(
                safe_text(choice.value, 40),
                f"{choice.hint} ●" if choice.value == present else f"{choice.hint}  ",
                f"{switch.label}: {safe_text(choice.value, 40)}",
                partial(keep, picker, switch, choice.value),
            )
            for choice in switch.choices(around)
        ]

    if lines():
        picker.app.push_screen(Palette(lines, switch.label))
    else:
        picker.say("warning", "No profile holds keys yet.", "aws configure writes one.")


def keep(picker: Picker, switch: Switch, value: str) -> None:
    """Remember a value, and let it hold from now on."""
    picker.app.run_worker(_keep(picker, switch, value), description="setting")


async def _keep(picker: Picker, switch: Switch, value: str) -> None:
    words = f"{switch.label}: {safe_text(value, 40)}."
    if switch.id == "theme":
        picker.app.theme = value  # the application keeps it, however it is chosen
        return
    path = picker.desk.paths.state_file
    try:
        await in_thread(
            lambda: update_state(path, lambda state: switch.change(state, value)), "setting"
        )
    except RolecallError as refused:
        picker.say("warning", f"Not remembered: {refused.message}", refused.hint)
        return
    picker.post_message(FirstPageOutdated())
    if switch.anew:
        picker.post_message(Reopen(StatusMessage("success", words)))
    else:
        picker.say("success", words)
