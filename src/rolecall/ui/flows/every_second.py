"""What the picker does once a second beside counting down."""

from time import monotonic
from typing import TYPE_CHECKING

from rolecall.core.process.garbage_collection import tidy
from rolecall.signin.desk import Desk
from rolecall.ui.commands import RENEW
from rolecall.ui.flows.expiry_alerts import ExpiryAlerts
from rolecall.ui.flows.keep_fresh import KeepingFresh
from rolecall.ui.flows.one_role import to_terminal
from rolecall.ui.keymap import key_of

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker

CALM = 10.0  # seconds in which nobody was at work


class Calm:
    """Tells once when nobody has been at work for a while."""

    def __init__(self) -> None:
        self._seen: object = None
        self._until = 0.0

    def comes(self, seen: object, now: float) -> bool:
        """With what is to be seen at this moment, of a monotonic clock's seconds."""
        if seen != self._seen:
            self._seen, self._until = seen, now + CALM
        came = now >= self._until
        if came:
            self._until = float("inf")
        return came


class Pulse:
    """Looks at what other programs wrote, renews what is kept fresh, tells of what ends soon."""

    def __init__(self, picker: "Picker", desk: Desk) -> None:
        self._picker = picker
        self._calm = Calm()
        self._keeping = KeepingFresh(picker, desk)
        self._alerts = ExpiryAlerts(
            desk, picker.held, picker.announce, to_terminal, lambda: key_of(picker.app, RENEW)
        )

    def tick(self) -> None:
        """Renew and tell by what is known at this moment, and look again at what stands around."""
        around = self._picker.board.around
        self._picker.run_worker(self._look(), description="look around")
        cared_for = self._keeping.tick(around)
        self._alerts.tick(cared_for, around.state.settings)
        if self._calm.comes(self._picker.whereabouts, monotonic()):
            self._picker.call_later(tidy)  # in a turn of its own

    async def _look(self) -> None:
        if await self._picker.board.look_around() and self._picker.is_open:
            self._picker.look_again()
