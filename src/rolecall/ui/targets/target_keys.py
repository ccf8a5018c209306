"""The words of the key line while the targets tab is shown, by command id."""

from typing import TYPE_CHECKING

from rolecall.ui.commands import BARE
from rolecall.ui.targets.target_view import TargetView
from rolecall.ui.widgets.window_sizes import ROOMY, WIDE

if TYPE_CHECKING:
    from rolecall.ui.flows.many_round import ManyRound


def over_list(
    view: TargetView | None,
    *,
    marks: bool,
    many: "ManyRound | None",
    captured: bool,
    narrow: bool,
    width: int,
) -> dict[str, str]:
    """Returns what the keys do that no button shows.

    `marks`: targets are marked. `many` is their round, whose card has no button of Enter.
    """
    words = _over_targets(view, captured=captured, narrow=narrow, roomy=width >= ROOMY)
    if many is not None and many.is_running:
        return words | {"assume": "", "leave": "stop" if narrow else ""}  # else on a button
    if marks:
        words |= _over_marks(captured=captured, narrow=narrow, wide=width >= WIDE)
    if width >= WIDE and not narrow and not (many and many.is_shown):
        words["assume"] = ""  # on the card's button
    return words


def _over_targets(
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


def _over_marks(*, captured: bool, narrow: bool, wide: bool) -> dict[str, str]:
    """Returns what the keys do while roles are marked."""
    words = {"mark": "mark", "assume": "assume marked", "leave": "clear marks" if wide else ""}
    if captured:
        words["assume"] = ""
    if narrow:
        words |= {"copy": "", "palette": "", "leave": ""}
    return words
