"""How wrong this machine's clock is, in words, and the command that sets it."""

import sys
from datetime import datetime

NOTABLE = 60  # seconds; a smaller difference is not worth a word, and explains no refusal
_NEAR = 2  # seconds

_COMMANDS = {
    "linux": "sudo timedatectl set-ntp true",
    "darwin": "sudo sntp -sS time.apple.com",
    "win32": "w32tm /resync",
}


def clock_difference(here: datetime, there: datetime) -> str:
    """Returns how far this machine's time is from another: `16 minutes ahead`, `2 hours behind`.

    Both are aware. Empty where they differ by less than a minute.
    """
    off = (here - there).total_seconds()
    if abs(off) < NOTABLE:
        return ""
    return f"{_span(abs(off))} {'ahead' if off > 0 else 'behind'}"


def how_to_set_clock(platform: str = sys.platform) -> str:
    """Returns the next step for a clock that is wrong, as a sentence with its command."""
    command = _COMMANDS.get(platform, "")
    return f"Set the clock: {command}" if command else "Set the clock."


def _span(seconds: float) -> str:
    """The time in words, to the second; within 2 s of a whole minute, that minute.

    An answer takes about that long, and its Date header has no more than seconds.
    """
    whole = round(seconds / 60) * 60
    left = whole if abs(seconds - whole) <= _NEAR else round(seconds)
    units = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)]
    first = 0 if left >= 48 * 3_600 else 1 if left >= 2 * 3_600 else 2
    parts = []
    for name, length in units[first:]:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return "a minute" if parts == ["1 minute"] else " ".join(parts)
