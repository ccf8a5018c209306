"""Styles of text that is styled in code and not in a .tcss file: theme variables only."""

from collections.abc import Callable

from rich.style import Style

from rolecall.core.countdown import Phase

StyleOf = Callable[..., Style]  # from names of component classes to one style, later ones on top

# `$text-muted` in a span would lose its percentage and come out black or white (Textual 8.2).
MUTED = "$text 60%"
TRACK = "$text 30%"
MATCH = "bold $text-primary"

_BARS = {Phase.FRESH: "$success", Phase.SOON: "$warning", Phase.ENDING: "$error"}
_SIGNS = {Phase.FRESH: "$text-success", Phase.SOON: "$text-warning", Phase.ENDING: "$text-error"}
# By kind of message: the style of its edge, its sign and the style of the sign.
MESSAGES = {
    "success": ("$success", "●", "$text-success"),
    "warning": ("$warning", "▲", "$text-warning"),
    "error": ("$error", "×", "$text-error"),
}


def bar_style(phase: Phase) -> str:
    """Returns the style of that part of a bar that is the time left."""
    return _BARS.get(phase, TRACK)


def sign_style(phase: Phase) -> str:
    """Returns the style of the phase's sign."""
    return _SIGNS.get(phase, MUTED)
