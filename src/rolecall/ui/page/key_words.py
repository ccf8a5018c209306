"""What the keys at the foot of the page are called at a moment, by command id."""

from rolecall.ui.targets.target_view import TargetView

_BARE = {"palette": "more", "help": "", "leave": ""}


def over_targets(
    view: TargetView | None, *, captured: bool, narrow: bool, roomy: bool
) -> dict[str, str]:
    """Over the targets: what Enter does with the one under the cursor."""
    words: dict[str, str] = {}
    possible = view is not None and not view.target.why_not
    if view is None or not possible or (view.held and not captured):
        words["assume"] = ""
    elif captured:
        words["assume"] = "hand over and leave" if view.held else "assume and leave"
    if roomy and view is not None:
        words["mark"] = "mark"
    if narrow:
        # No buttons there: their keys stand in the footer instead.
        words |= {**_BARE, "copy": "copy" if possible else "", "switch": ""}
    return words


def over_sessions(*, ours: bool, narrow: bool) -> dict[str, str]:
    """Over the board, whose buttons name the keys that act on a session of `ours`."""
    words = {"assume": "", "switch": "targets", "leave": "back"}
    if narrow:
        words |= {**_BARE, "palette": ""}
    if narrow and ours:
        words |= {"renew": "renew", "forget": "forget"}
    return words


def over_choices(word: str, *, narrow: bool) -> dict[str, str]:
    """At the first run: what Enter does with the choice under the cursor."""
    return {"assume": word, "switch": "", "mark": "", **(_BARE if narrow else {})}
