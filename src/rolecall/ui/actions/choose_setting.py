"""Shows the settings in the palette and saves the value that the user chooses."""

from functools import partial

from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.core.state.state import load_state, update_state
from rolecall.ui.commands import COMMANDS, PALETTE
from rolecall.ui.dialogs.palette import Palette, PaletteLine
from rolecall.ui.keymap import shown
from rolecall.ui.messages import FirstPageOutdated, Reopen, StatusMessage
from rolecall.ui.page.picker import Picker
from rolecall.ui.state.settings import SETTINGS, Setting, SettingContext
from rolecall.ui.threads import in_thread


def palette_lines(picker: Picker) -> list[PaletteLine]:
    """Returns every command of the table with its key, then every setting with its value."""
    lines = []
    for command in COMMANDS:
        if command.id != PALETTE.id:
            run = partial(picker.action_run, command.id)
            key = shown(picker.app, command).key_word
            lines.append(PaletteLine(command.palette_label, key, f"{command.tooltip}.", run))
    state, context = load_state(picker.desk.paths.state_file), context_of(picker)
    for setting in SETTINGS:
        value = safe_text(setting.present(state, context), 40)
        run = partial(choose, picker, setting)
        lines.append(PaletteLine(setting.entry, value, f"{setting.tooltip}.", run))
    return lines


def context_of(picker: Picker) -> SettingContext:
    """Returns what the values of this picker's settings depend on."""
    desk, app = picker.desk, picker.app
    themes = {name: theme.dark for name, theme in app.available_themes.items()}
    return SettingContext(desk.env, desk.settings, desk.profiles, themes, app.theme)


def choose(picker: Picker, setting: Setting) -> None:
    """Switches a setting of two values to the other one; of others, offers all values."""
    state, context = load_state(picker.desk.paths.state_file), context_of(picker)
    if setting.overruled and context.env.get(setting.overruled):
        name = setting.overruled
        picker.say(
            "warning", f"{name} is set in this shell and overrides this.", f"Try: unset {name}"
        )
        return
    other = setting.next_value(state, context)
    if other is not None:
        keep(picker, setting, other)
        return
    present = setting.present(state, context)

    def lines() -> list[PaletteLine]:
        return [
            PaletteLine(
                safe_text(choice.value, 40),
                f"{choice.hint} ●" if choice.value == present else f"{choice.hint}  ",
                f"{setting.label}: {safe_text(choice.value, 40)}",
                partial(keep, picker, setting, choice.value),
            )
            for choice in setting.choices(context)
        ]

    if lines():
        picker.app.push_screen(Palette(lines, setting.label))
    else:
        picker.say("warning", "No profile has keys yet.", "Run: aws configure")


def keep(picker: Picker, setting: Setting, value: str) -> None:
    """Saves a value of a setting and applies it."""
    picker.app.run_worker(_keep(picker, setting, value), description="setting")


async def _keep(picker: Picker, setting: Setting, value: str) -> None:
    words = f"{setting.label}: {safe_text(value, 40)}."
    if setting.id == "theme":
        picker.app.theme = value  # the application saves it, whoever sets it
        return
    path = picker.desk.paths.state_file
    try:
        await in_thread(
            lambda: update_state(path, lambda state: setting.change(state, value)), "setting"
        )
    except RolecallError as refused:
        picker.say("warning", f"Not saved. {refused.message}", refused.hint)
        return
    picker.post_message(FirstPageOutdated())
    if setting.anew:
        picker.post_message(Reopen(StatusMessage("success", words)))
    else:
        picker.say("success", words)
