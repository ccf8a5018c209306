"""How far one of many roles has come."""

from enum import Enum
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.signin.plan import Plan
from rolecall.signin.services import SignedIn


class Status(Enum):
    """Where a role stands in its round; the value is its word on the screen."""

    WAITING = "waiting"
    ASKING = "asking AWS"
    HELD = "held"
    REFUSED = "refused"
    STOPPED = "stopped"


class Progress(NamedTuple):
    """One of many roles; at the end it is held, refused with its error, or stopped."""

    plan: Plan
    status: Status = Status.WAITING
    signed_in: SignedIn | None = None
    error: RolecallError | None = None
