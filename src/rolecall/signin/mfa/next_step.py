"""Waits until the MFA devices show another code."""

import time
from collections.abc import Callable
from math import ceil

from rolecall.core.process.clock import ticks
from rolecall.signin.mfa.mfa_code import STEP
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter

_LOOK = 0.2  # seconds between two looks at the clock, and at whether the user has left meanwhile
_MARGIN = 1  # seconds: AWS's clock may be a little behind


def wait_for_next_step(clock: Callable[[], float], prompter: Prompter, step: Step) -> None:
    """Waits for the next 30-second step of the clock (epoch seconds), a step of progress.

    Raises what the prompter raises: Cancelled, when the user leaves.
    """
    begins = clock() // STEP * STEP + STEP
    patience = ticks() + STEP + _MARGIN  # whatever happens to the clock meanwhile
    while (now := clock()) < begins + _MARGIN and ticks() < patience:
        prompter.progress(step, str(min(STEP, max(1, ceil(begins - now)))))
        time.sleep(_LOOK)
