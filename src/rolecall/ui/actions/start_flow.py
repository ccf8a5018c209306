"""Starts a flow with the role under the cursor, or says why it cannot."""

from collections.abc import Callable

from rolecall.core.errors import RolecallError
from rolecall.signin.plan import Plan
from rolecall.ui.flows.one_role import OneRole, RoleTask
from rolecall.ui.page.picker import Picker
from rolecall.ui.tab import NothingToUse


def start_here(picker: Picker, task: RoleTask) -> None:
    """Starts a task with the role of the row under the cursor."""
    if picker.tab.here is None:
        say_nothing_here(picker)
    else:
        start(picker, task, picker.tab.plan_here)


def say_nothing_here(picker: Picker) -> None:
    """Says why no row is under the cursor, and what brings one."""
    picker.say("warning", *picker.tab.nothing_here().parts)


def start(picker: Picker, task: RoleTask, planned: Callable[[], Plan | None]) -> None:
    """Starts a task with the plan that `planned` returns; None starts nothing.

    What `planned` raises is shown: NothingToUse as a warning, other RolecallErrors as errors.
    """
    try:
        plan = planned()
    except NothingToUse as nothing:
        picker.say("warning", *nothing.parts)
    except RolecallError as refused:
        picker.say("error", refused.message, refused.hint)
    else:
        if plan is not None:
            picker.work.start(OneRole(picker, picker.desk, plan, task))
