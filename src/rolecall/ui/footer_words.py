"""What the keys at the foot of the page are called at a moment, by command id."""

from rolecall.ui.target_view import TargetView

_BARE = {"palette": "more", "help": "", "leave": ""}


def over_targets(view: TargetView | None, *, captured: bool, narrow: bool) -> dict[str, str]:
    """Over the targets: what Enter does with the one under the cursor."""
    words: dict[str, str] = {}
    if view is None or view.target.why_not or (view.held and not captured):
        words["assume"] = ""
    elif captured:
        words["assume"] = "hand over and leave" if view.held else "assume and leave"
    if narrow:
        # No buttons there: their keys stand in the footer instead.
        words |= {**_BARE, "copy": "copy", "switch": ""}
    return words


def over_sessions(*, narrow: bool) -> dict[str, str]:
    """Over the board, whose buttons name the keys that act on a session."""
    words = {"assume": "", "switch": "targets", "leave": "back"}
    if narrow:
        words |= {**_BARE, "renew": "renew", "forget": "forget", "palette": ""}
    return words


def over_choices(word: str, *, narrow: bool) -> dict[str, str]:
    """At the first run: what Enter does with the choice under the cursor."""
    return {"assume": word, "switch": "", "mark": "", **(_BARE if narrow else {})}
