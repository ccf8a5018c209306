"""Actions on the page itself, whatever it shows."""

from rolecall.core.files.locks import stop_waiting
from rolecall.ui.dialogs.help import help_for
from rolecall.ui.page.picker import Picker


def show_help(picker: Picker) -> None:
    picker.app.push_screen(help_for(picker))


def leave(picker: Picker) -> None:
    """Stops waiting for a lock, or the work; clears the query; leaves the sessions tab, the marks,
    the picker.

    Each call does only the first of these that applies.
    """
    if stop_waiting():
        return  # the code that waited says so
    if picker.work.stop():
        return
    if picker.search_box.clear():
        return
    if picker.on_sessions:
        picker.show_tab(picker.targets)
    elif not picker.targets.clear_marks():
        leave_at_once(picker)


def leave_at_once(picker: Picker) -> None:
    picker.app.exit(None)


def suspend(picker: Picker) -> None:
    picker.app.call_later(picker.app.run_action, "app.suspend_here")


def to_the_buttons(picker: Picker) -> None:
    picker.focus_next()


ACTIONS = {
    "help": show_help,
    "leave": leave,
    "quit": leave_at_once,
    "suspend": suspend,
    "focus": to_the_buttons,
}
