"""The words of the key line while the targets tab is shown, by command id."""

from rolecall.ui.commands import BARE
from rolecall.ui.targets.target_view import TargetView


def over_targets(
    view: TargetView | None, *, captured: bool, narrow: bool, roomy: bool
) -> dict[str, str]:
    """Returns what Enter does with the target under the cursor, and what fits beside it."""
    words: dict[str, str] = {}
    possible = view is not None and not view.target.why_not
    if view is None or not possible or (view.held and not captured):
        words["assume"] = ""
    elif captured:
        words["assume"] = "hand over and leave" if view.held else "assume and leave"
    if roomy and view is not None:
        words["mark"] = "mark"
    if narrow:
        # No buttons there: their keys are in the key line instead.
        words |= {**BARE, "copy": "copy" if possible else "", "switch": ""}
    return words


def over_choices(word: str, *, narrow: bool) -> dict[str, str]:
    """Returns what Enter does with the choice under the cursor at the first run."""
    return {"assume": word, "switch": "", "mark": "", **(BARE if narrow else {})}


def over_marks(*, captured: bool, narrow: bool, wide: bool) -> dict[str, str]:
    """Returns what the keys do while roles are marked."""
    words = {"mark": "mark", "assume": "assume marked", "leave": "clear marks" if wide else ""}
    if captured:
        words["assume"] = ""
    if narrow:
        words |= {"copy": "", "palette": "", "leave": ""}
    return words
