"""Actions on pins."""

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.ui.page.picker import Picker


def pin(picker: Picker) -> None:
    """Pins or unpins the target under the cursor. No row of the list moves."""
    row = picker.targets.row
    if picker.on_sessions or row is None or row.target is None:
        return
    if row.typed:
        picker.say("warning", "A role not seen yet can be pinned once it was assumed.")
        return
    picker.run_worker(_toggle(picker, row.target), description="pins")


async def _toggle(picker: Picker, target: Target) -> None:
    try:
        on = await picker.targets.pins.toggle(target)
    except RolecallError as refused:
        picker.say("warning", f"Not remembered: {refused.message}", refused.hint)
        return
    picker.targets.search.pins_changed()
    if picker.is_open:
        words = "is pinned" if on else "is pinned no longer"
        picker.say("success", f"{target.alias} · {target.role_name} {words}.")
        picker.look_again()


ACTIONS = {"pin": pin}
