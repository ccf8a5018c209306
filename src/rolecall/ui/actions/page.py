"""Actions on the page itself, whatever it shows."""

from rolecall.core.errors import RolecallError
from rolecall.core.files.locks import stop_waiting
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
from rolecall.ui.dialogs.help import help_for
from rolecall.ui.page.message_line import MessageLine
from rolecall.ui.page.picker import Picker
from rolecall.ui.terminal.sequences import write_sequence
from rolecall.ui.threads import in_thread


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


def copy_message(picker: Picker) -> None:
    """Copies the last message: a mouse selects only rows of it, with what stands beside them."""
    line = picker.query_one(MessageLine)
    if not (last := line.last):
        picker.say("warning", "There is no message to copy yet.")
        return

    async def copy_it() -> None:
        try:
            result = await in_thread(
                lambda: copy(Secret(last), picker.desk.env, write_sequence), "clipboard"
            )
        except RolecallError as refused:
            picker.say("error", refused.message, refused.hint)
        else:
            picker.say("success" if result.verified else "warning", result.message)
            line.last = last

    picker.run_worker(copy_it(), description="clipboard")


def suspend(picker: Picker) -> None:
    picker.app.call_later(picker.app.run_action, "app.suspend_here")


def to_the_buttons(picker: Picker) -> None:
    picker.focus_next()


ACTIONS = {
    "copy-message": copy_message,
    "help": show_help,
    "leave": leave,
    "quit": leave_at_once,
    "suspend": suspend,
    "focus": to_the_buttons,
}
