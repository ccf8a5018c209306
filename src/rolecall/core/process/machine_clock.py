"""How wrong this machine's clock is, in words, and the command that sets it."""

import sys
from datetime import datetime

NOTABLE = 60  # seconds; a smaller difference is not worth a word, and explains no refusal

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
    """Rounds to one unit: nobody needs the seconds of two days, nor the minutes of five hours."""
    minutes = round(seconds / 60)
    if minutes < 120:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    hours = round(seconds / 3_600)
    if hours < 48:
        return f"{hours} hours"
    return f"{round(seconds / 86_400)} days"
