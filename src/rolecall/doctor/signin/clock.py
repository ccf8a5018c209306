"""This machine's clock, by the Date header of AWS's answer."""

from datetime import datetime

from rolecall.core.process.machine_clock import clock_difference, how_to_set_clock
from rolecall.doctor.finding import Area, Finding, failing, not_asked, ok, warning

_REFUSED, _FAR, _OFF = 15 * 60, 5 * 60, 30  # seconds; the first is AWS's limit (SigV4)


def is_refused(here: datetime, there: datetime | None) -> bool:
    """Whether the clock is so far off that AWS refuses every request."""
    return there is not None and abs((here - there).total_seconds()) > _REFUSED


def clock_finding(here: datetime, there: datetime | None) -> Finding:
    """Returns the finding for this machine's time and AWS's; None: its answer has none."""
    if there is None:
        return not_asked(Area.CLOCK, "AWS's time: its answer has none.")
    off = (here - there).total_seconds()
    if abs(off) <= _OFF:
        return ok(Area.CLOCK, "This machine's clock agrees with AWS's")
    by = clock_difference(here, there)
    by = by or f"{abs(off):.0f} seconds {'ahead' if off > 0 else 'behind'}"
    if abs(off) > _FAR:
        text = f"This machine's clock is {by}: AWS refuses requests from 15 minutes on."
        return failing(Area.CLOCK, text, how_to_set_clock())
    text = f"This machine's clock is {by}, and so is every time left that is shown."
    return warning(Area.CLOCK, text, how_to_set_clock())
