"""Actions on the target under the cursor."""

from rolecall.ui.actions.marks import assume_marked, copy_failures, write_marked
from rolecall.ui.actions.sessions import use
from rolecall.ui.actions.settings import begin
from rolecall.ui.actions.start_flow import start_here
from rolecall.ui.flows import hand_over
from rolecall.ui.flows.one_role import assume as assume_role
from rolecall.ui.flows.one_role import elevate as elevate_role
from rolecall.ui.page.picker import Picker


def assume(picker: Picker) -> None:
    if picker.on_sessions:
        use(picker)
    elif picker.targets.is_first_run:
        begin(picker)
    elif picker.targets.marks:
        assume_marked(picker)
    else:
        start_here(picker, assume_role)


def copy(picker: Picker) -> None:
    if picker.targets.marked.many.has_failures and not picker.on_sessions:
        copy_failures(picker)
    else:
        start_here(picker, hand_over.copy_session)


def write_profile(picker: Picker) -> None:
    if picker.targets.marks and not picker.on_sessions:
        write_marked(picker)
    else:
        start_here(picker, hand_over.write_profile)


def copy_command(picker: Picker) -> None:
    start_here(picker, hand_over.copy_command)


def elevate(picker: Picker) -> None:
    start_here(picker, elevate_role)


def console(picker: Picker) -> None:
    start_here(picker, hand_over.open_console)


ACTIONS = {
    "assume": assume,
    "elevate": elevate,
    "copy": copy,
    "copy-command": copy_command,
    "console": console,
    "write-profile": write_profile,
}
