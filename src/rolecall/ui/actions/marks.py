"""Actions on marks: set them, and assume the marked roles together."""

from functools import partial

from rolecall.core.errors import RolecallError
from rolecall.ui.actions.start_flow import start
from rolecall.ui.flows.many_roles import ManyRoles
from rolecall.ui.flows.many_roles import copy_failures as copy_round_failures
from rolecall.ui.flows.one_role import assume
from rolecall.ui.page.picker import Picker
from rolecall.ui.targets.target_keys import one_role_only


def mark(picker: Picker) -> None:
    """Marks or unmarks the row and moves to the next one, as fzf does."""
    toggle(picker)
    picker.action_move(1)


def mark_up(picker: Picker) -> None:
    toggle(picker)
    picker.action_move(-1)


def toggle(picker: Picker) -> None:
    """Marks or unmarks the row under the cursor."""
    if picker.on_sessions:
        picker.say("warning", "Sessions can't be marked.", "Mark roles on the Targets tab.")
    else:
        picker.targets.toggle_mark()


def assume_marked(picker: Picker) -> None:
    """Assumes all marked roles; a captured picker assumes one, and says why not several."""
    if picker.captured and len(picker.targets.marks) == 1:
        (target,) = picker.targets.marks.targets
        start(picker, assume, partial(picker.desk.plan, target))
        return
    if picker.captured:
        # Handing over the cursor's row would look as if all of them had been assumed.
        marked = len(picker.targets.marks)
        picker.say("warning", *one_role_only(marked, picker.app))
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
