"""The inks of the page, for words that are styled where they are made (LOOK: four inks only)."""

from collections.abc import Callable

from rich.style import Style

from rolecall.core.countdown import Phase

Ink = Callable[..., Style]  # component names to one style, tints and inks laid over each other

# `$text-muted` in a span would lose its percentage and come out black or white (Textual 8.2).
MUTED = "$text 60%"
TRACK = "$text 30%"
MATCH = "bold $text-primary"

_BARS = {Phase.FRESH: "$success", Phase.SOON: "$warning", Phase.ENDING: "$error"}
_SIGNS = {Phase.FRESH: "$text-success", Phase.SOON: "$text-warning", Phase.ENDING: "$text-error"}
# What a message says, as edge, sign and its hue.
MESSAGES = {
    "success": ("$success", "●", "$text-success"),
    "warning": ("$warning", "▲", "$text-warning"),
    "error": ("$error", "×", "$text-error"),
}


def bar_ink(phase: Phase) -> str:
    """The hue of a bar's time left."""
    return _BARS.get(phase, TRACK)


def sign_ink(phase: Phase) -> str:
    """The hue of the phase's sign."""
    return _SIGNS.get(phase, MUTED)
