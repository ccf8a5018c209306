"""What is done with the target under the cursor."""

from typing import TYPE_CHECKING

from rolecall.ui.actions.board import use

if TYPE_CHECKING:
    from rolecall.ui.picker import Picker


def assume(picker: "Picker") -> None:
    if picker.board.is_shown:
        use(picker)
    else:
        picker.start(picker.work.assume)


def copy(picker: "Picker") -> None:
    picker.start(picker.work.copy)


def write_profile(picker: "Picker") -> None:
    picker.start(picker.work.write)


ACTIONS = {"assume": assume, "copy": copy, "write-profile": write_profile}
