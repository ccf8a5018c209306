"""Six roles of one user, their plans, and how far each has got."""

from collections.abc import Sequence

from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Plan
from tests.drivers.visitor import Visitor

SIX = (
    ("production", "read"),
    ("production", "ops/deploy"),
    ("staging", "read"),
    ("staging", "developer"),
    ("sandbox", "admin"),
    ("data-lake", "analyst"),
)
PATIENCE = 60.0  # seconds; a deadline against hangs


def plans(visitor: Visitor, targets: Sequence[tuple[str, str]] = SIX) -> list[Plan]:
    return [visitor.plan(account, role) for account, role in targets]


def steps(outcomes: Sequence[Progress]) -> list[Status]:
    return [outcome.status for outcome in outcomes]
