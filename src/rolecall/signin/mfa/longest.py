"""Remembers how long AWS lets a role be assumed, once it has refused more.

AWS tells nobody a role's MaxSessionDuration who may not read the role (IAM GetRole).
"""

from contextlib import suppress

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.core.state.state import update_state
from rolecall.signin.plan import CHAINED_LONGEST
from rolecall.signin.services import Services


def note_longest(services: Services, target: Target, seconds: int) -> None:
    """Notes what AWS grants a role: an hour after it has refused more, or what it then did grant.

    What cannot be written is found out again by the next sign-in.
    """
    files, arn = services.files, target.arn
    if seconds > CHAINED_LONGEST and arn not in files.state.longest:
        return
    with suppress(RolecallError):
        update_state(
            files.paths.state_file,
            lambda state: state._replace(longest={**state.longest, arn: str(seconds)}),
        )
