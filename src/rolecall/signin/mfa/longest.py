"""Remembers how long AWS lets a role be assumed, once it has refused more.

AWS tells nobody a role's MaxSessionDuration who may not read the role (IAM GetRole).
"""

from contextlib import suppress

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.core.state.state import update_state
from rolecall.signin.plan import CHAINED_LONGEST, Plan
from rolecall.signin.services import Services


def note_longest(services: Services, target: Target, seconds: int) -> None:
    """Notes what AWS granted a role, where it has refused more before."""
    if target.arn in services.files.state.longest:
        _write(services, target.arn, seconds)


def note_refused(services: Services, plan: Plan) -> None:
    """Notes that AWS refused a plan's duration: what it granted before works, else an hour does."""
    granted = longest_granted(services, plan.target)
    works = CHAINED_LONGEST < granted < plan.duration
    _write(services, plan.target.arn, granted if works else CHAINED_LONGEST)


def longest_granted(services: Services, target: Target) -> int:
    """Returns the seconds that AWS is known to grant a role; 0 where nothing is known."""
    noted = services.files.state.longest.get(target.arn, "")
    return int(noted) if noted.isdecimal() and len(noted) < 6 else 0


def _write(services: Services, arn: str, seconds: int) -> None:
    """Writes it down. What cannot be written is found out again by the next sign-in."""
    files = services.files
    with suppress(RolecallError):
        update_state(
            files.paths.state_file,
            lambda state: state._replace(longest={**state.longest, arn: str(seconds)}),
        )
