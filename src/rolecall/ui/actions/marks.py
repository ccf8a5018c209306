"""Actions on marks: set them, and assume the marked roles together."""

from rolecall.core.errors import RolecallError
from rolecall.ui.flows.many_roles import ManyRoles
from rolecall.ui.flows.many_roles import copy_failures as copy_round_failures
from rolecall.ui.page.picker import Picker


def mark(picker: Picker) -> None:
    """Marks or unmarks the row and moves to the next one, as fzf does."""
    toggle(picker)
    picker.action_move(1)


def mark_up(picker: Picker) -> None:
    toggle(picker)
    picker.action_move(-1)


def toggle(picker: Picker) -> None:
    """Marks or unmarks the row under the cursor."""
    if not picker.on_sessions:
        picker.targets.toggle_mark()


def assume_marked(picker: Picker) -> None:
    """Assumes all marked roles; when captured, says why it does not."""
    if picker.captured:
        # Handing over the cursor's row would look as if all of them had been assumed.
        hint = "^s writes a profile of each marked role, esc takes the marks away."
        picker.say("warning", "One shell is one role, and several are marked.", hint)
        return
    _start(picker, write=False)


def write_marked(picker: Picker) -> None:
    """Assumes all marked roles and writes their profiles together."""
    _start(picker, write=True)


def copy_failures(picker: Picker) -> None:
    """Copies the failures of the last round to the clipboard."""

    async def copy() -> None:
        try:
            picker.say(*await copy_round_failures(picker.desk, picker.targets.marked.many))
        except RolecallError as refused:
            picker.say("error", refused.message, refused.hint)

    picker.run_worker(copy(), description="clipboard")


def _start(picker: Picker, *, write: bool) -> None:
    marked, targets = picker.targets.marked, picker.targets.marks.targets
    picker.work.start(ManyRoles(picker, picker.desk, marked.many, targets, write=write))


ACTIONS = {"mark": mark, "mark-up": mark_up}
