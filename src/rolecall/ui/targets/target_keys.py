"""The words of the key line while the targets tab is shown, by command id."""

from typing import TYPE_CHECKING, Any

from textual.app import App

from rolecall.ui.commands import BARE, LEAVE, WRITE
from rolecall.ui.keymap import key_of
from rolecall.ui.tab import NothingToUse
from rolecall.ui.targets.target_view import TargetView
from rolecall.ui.widgets.window_sizes import ROOMY, WIDE

if TYPE_CHECKING:
    from rolecall.ui.flows.many_round import ManyRound

CANNOT_YET = "This role can't be assumed yet."


def over_list(
    view: TargetView | None,
    *,
    marks: int,
    many: "ManyRound | None",
    captured: bool,
    narrow: bool,
    width: int,
) -> dict[str, str]:
    """Returns what the keys do that no button shows.

    `marks` counts the marked targets. `many` is their round, whose card has no button of Enter.
    """
    words = _over_targets(view, captured=captured, narrow=narrow, roomy=width >= ROOMY)
    if many is not None and many.is_running:
        return words | {"assume": "", "leave": "stop" if narrow else ""}  # else on a button
    if marks:
        offered = not (captured and marks > 1)
        words |= _over_marks(possible=offered, narrow=narrow, wide=width >= WIDE)
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
        words["assume"] = "use in this shell" if view.held else "assume in this shell"
    if roomy and view is not None:
        words["mark"] = "mark"
    if narrow:
        # No buttons there: their keys are in the key line instead.
        words |= {**BARE, "copy": "copy" if possible else "", "switch": ""}
    return words


def nothing_here(app: App[Any], *, is_first_run: bool, guesses: bool) -> NothingToUse:
    """Returns why no target is under the cursor, and what brings one."""
    if is_first_run:
        return NothingToUse("No accounts yet.", "Press Enter to start with the choice shown.")
    if guesses:
        return NothingToUse("No match.", "Press ↓ to choose one of the guesses.")
    clear = key_of(app, LEAVE)
    return NothingToUse("No target matches.", f"Try fewer letters; {clear} clears the search.")


def one_role_only(marked: int, app: App[Any]) -> tuple[str, str]:
    """Returns what a captured picker says of marks: what its shell can hold, and what is left."""
    write, leave = key_of(app, WRITE), key_of(app, LEAVE)
    hint = f"{write} writes a profile for each; {leave} clears the marks."
    return f"A shell can hold one role; {marked} are marked.", hint


def over_choices(word: str, *, narrow: bool) -> dict[str, str]:
    """Returns what Enter does with the choice under the cursor at the first run."""
    return {"assume": word, "switch": "", "mark": "", **(BARE if narrow else {})}


def _over_marks(*, possible: bool, narrow: bool, wide: bool) -> dict[str, str]:
    """Returns what the keys do while roles are marked; `possible`: Enter assumes them."""
    words = {"mark": "mark", "assume": "assume marked", "leave": "clear marks"}
    if not wide:
        words |= {"switch": "", "help": ""}
    if not possible:
        words["assume"] = ""
    if narrow:
        words |= {"copy": "", "palette": "", "leave": ""}
    return words
