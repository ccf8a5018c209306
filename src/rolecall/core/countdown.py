"""How long a session lasts, as signs, words, numbers and bars. Pure: the moment comes in."""

from enum import Enum
from typing import NamedTuple

SOON = 15 * 60  # seconds left from which a session ends soon
ENDING = 5 * 60  # ... and from which it is ending


class Phase(Enum):
    """The state of a session; the value names its style class."""

    FRESH = "fresh"
    SOON = "soon"
    ENDING = "ending"
    EXPIRED = "expired"


class Look(NamedTuple):
    """What a phase looks like besides its colour, so that no state is colour alone."""

    sign: str
    word: str


LOOKS = {
    Phase.FRESH: Look("●", "fresh"),
    Phase.SOON: Look("▲", "ends soon"),
    Phase.ENDING: Look("!", "ending"),
    Phase.EXPIRED: Look("×", "expired"),
}


def phase(seconds: int) -> Phase:
    """The phase of a session with so many seconds left."""
    if seconds <= 0:
        return Phase.EXPIRED
    if seconds < ENDING:
        return Phase.ENDING
    return Phase.SOON if seconds < SOON else Phase.FRESH


def clock_text(seconds: int) -> str:
    """`3:07`, `42:10`, `10:12:33`; a dash for nothing left."""
    if seconds <= 0:
        return "–"
    hours, rest = divmod(seconds, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def words_for(seconds: int) -> str:
    """A duration in a sentence: `10 h 12 m`, `1 h`, `42 m`, `50 s`."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes = rest // 60
    if hours:
        return f"{hours} h {minutes} m" if minutes else f"{hours} h"
    return f"{minutes} m" if minutes else f"{rest} s"


class TimeBar(NamedTuple):
    """A bar in three runs of glyphs: time left, the half cell, time used."""

    left: str
    half: str
    used: str


def time_bar(seconds: int, whole: int, width: int) -> TimeBar:
    """The bar of `seconds` left of `whole`, in half cells."""
    share = min(1.0, max(0, seconds) / whole) if whole > 0 else 0.0
    halves = round(share * width * 2)
    if seconds > 0 and halves == 0:
        halves = 1
    full, odd = divmod(halves, 2)
    return TimeBar("━" * full, "╾" * odd, "─" * (width - full - odd))
