"""The time a session has left: its phase, and how that is shown. Pure: no clock is read here.

SOON and ENDING are the only places where the thresholds stand. Whoever compares with them reads
them as `countdown.SOON`, not by value, so that a change is one of all: the alerts, the renewal of
profiles kept fresh, and the prompt segment of every shell.
"""

from enum import Enum
from typing import NamedTuple

SOON = 15 * 60  # seconds: with less left, a session ends soon
ENDING = 5 * 60  # seconds: with less left, it is ending


class Phase(Enum):
    """The phases of a session, in their order; the value names the style class."""

    FRESH = "fresh"
    SOON = "soon"
    ENDING = "ending"
    EXPIRED = "expired"


class Look(NamedTuple):
    """The sign and the word of a phase: no state is shown by colour alone."""

    sign: str
    word: str


LOOKS = {
    Phase.FRESH: Look("●", "fresh"),
    Phase.SOON: Look("▲", "ends soon"),
    Phase.ENDING: Look("!", "ending"),
    Phase.EXPIRED: Look("×", "expired"),
}


def phase(seconds: int) -> Phase:
    """Returns the phase of a session with `seconds` left."""
    if seconds <= 0:
        return Phase.EXPIRED
    if seconds < ENDING:
        return Phase.ENDING
    return Phase.SOON if seconds < SOON else Phase.FRESH


def clock_text(seconds: int) -> str:
    """Formats a countdown: `3:07`, `42:10`, `10:12:33`; a dash where nothing is left."""
    if seconds <= 0:
        return "–"
    hours, rest = divmod(seconds, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def words_for(seconds: int) -> str:
    """Formats a duration for a sentence: `10 h 12 m`, `1 h`, `42 m`, `50 s`."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes = rest // 60
    if hours:
        return f"{hours} h {minutes} m" if minutes else f"{hours} h"
    return f"{minutes} m" if minutes else f"{rest} s"


class TimeBar(NamedTuple):
    """A progress bar as three runs of glyphs: time left, the half cell, time used."""

    left: str
    half: str
    used: str


def time_bar(seconds: int, whole: int, width: int) -> TimeBar:
    """Returns the bar for `seconds` left of `whole`, `width` cells wide, to half a cell."""
    share = min(1.0, max(0, seconds) / whole) if whole > 0 else 0.0
    halves = round(share * width * 2)
    if seconds > 0 and halves == 0:
        halves = 1
    full, odd = divmod(halves, 2)
    return TimeBar("━" * full, "╾" * odd, "─" * (width - full - odd))
