"""Actions on pins."""

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.ui.actions.start_flow import say_nothing_here
from rolecall.ui.page.picker import Picker


def pin(picker: Picker) -> None:
    """Pins or unpins the target under the cursor. No row of the list moves."""
    row = picker.targets.row
    if picker.on_sessions:
        picker.say("warning", "Sessions can't be pinned.", "Pin roles on the Targets tab.")
        return
    if row is None or row.target is None:
        say_nothing_here(picker)
        return
    if row.typed:
        picker.say("warning", "Assume this new role once, then pin it.")
        return
    picker.run_worker(_toggle(picker, row.target), description="pins")


async def _toggle(picker: Picker, target: Target) -> None:
    try:
        on = await picker.targets.pins.toggle(target)
    except RolecallError as refused:
        picker.say("warning", f"Not saved. {refused.message}", refused.hint)
        return
    picker.targets.search.pins_changed()
    if picker.is_open:
        did = "Pinned" if on else "Unpinned"
        picker.say("success", f"{did} {target.alias} · {target.role_name}.")
        picker.look_again()


ACTIONS = {"pin": pin}
