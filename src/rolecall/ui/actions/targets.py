"""What is done with the target under the cursor."""

from typing import TYPE_CHECKING

from rolecall.ui.actions.marks import assume_marked, copy_failures, write_marked
from rolecall.ui.actions.sessions import use
from rolecall.ui.actions.settings import begin
from rolecall.ui.flows import hand_over
from rolecall.ui.flows.one_role import assume as assume_role

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker


def assume(picker: "Picker") -> None:
    if picker.board.is_shown:
        use(picker)
    elif picker.has_class("-first-run"):
        begin(picker)
    elif picker.marking.marks:
        assume_marked(picker)
    else:
        picker.start(assume_role)


def copy(picker: "Picker") -> None:
    if picker.marking.many.has_failures and not picker.board.is_shown:
        copy_failures(picker)
    else:
        picker.start(hand_over.copy_session)


def write_profile(picker: "Picker") -> None:
    if picker.marking.marks and not picker.board.is_shown:
        write_marked(picker)
    else:
        picker.start(hand_over.write_profile)


def copy_command(picker: "Picker") -> None:
    picker.start(hand_over.copy_command)


def console(picker: "Picker") -> None:
    picker.start(hand_over.open_console)


ACTIONS = {
    "assume": assume,
    "copy": copy,
    "copy-command": copy_command,
    "console": console,
    "write-profile": write_profile,
}
