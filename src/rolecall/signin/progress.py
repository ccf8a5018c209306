"""How far one of many roles has come."""

from enum import Enum
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.signin.plan import Plan
from rolecall.signin.signed_in import SignedIn


class Step(Enum):
    """How far a role has come; the value says it in words."""

    WAITING = "waiting"
    ASKING = "asking AWS"
    HELD = "held"
    REFUSED = "refused"
    STOPPED = "stopped"


class Progress(NamedTuple):
    """One of many roles; at the end it is held, refused with its error, or stopped."""

    plan: Plan
    step: Step = Step.WAITING
    signed_in: SignedIn | None = None
    error: RolecallError | None = None
