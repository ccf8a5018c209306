"""A SAML visitor whose machine has a wrong clock."""

from datetime import UTC, datetime

from tests.drivers.saml_visitor import SamlVisitor

HOUR = 3_600


class OffClock(SamlVisitor):
    """A visitor whose machine's clock is wrong by this many seconds."""

    ahead = 0.0

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock() + self.ahead, UTC)
