"""This machine's clocks, as all of Rolecall reads them.

What expires goes by the time of day, which may jump: the machine sleeps, is set right, or crosses a
daylight saving change, which is none in UTC. What is waited for goes by ticks, which never do.
"""

import time


def epoch_seconds() -> float:
    """Returns the time of day in seconds since 1970 UTC."""
    return time.time()


def ticks() -> float:
    """Returns seconds that only grow, since no moment in particular. For waits and limits."""
    return time.monotonic()
