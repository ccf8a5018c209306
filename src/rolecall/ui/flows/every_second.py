"""What the picker does once a second beside redrawing its countdowns."""

from rolecall.core.process.clock import ticks
from rolecall.core.process.garbage_collection import collect_when_idle
from rolecall.signin.desk import Desk
from rolecall.ui.commands import RENEW
from rolecall.ui.flows.expiry_alerts import ExpiryAlerts
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.identity_center.keep_signed_in import SignInKeeper
from rolecall.ui.flows.keep_fresh import FreshKeeper
from rolecall.ui.keymap import key_of
from rolecall.ui.state.surroundings import Surroundings
from rolecall.ui.terminal.sequences import write_sequence

IDLE_SECONDS = 10.0


class IdleTimer:
    """Fires once per idle period: when a value has not changed for IDLE_SECONDS."""

    def __init__(self) -> None:
        self._value: object = None
        self._fires_at = 0.0

    def fires(self, value: object, now: float) -> bool:
        """Whether it fires. `value` is that of `now`, in seconds of `ticks`."""
        if value != self._value:
            self._value, self._fires_at = value, now + IDLE_SECONDS
        fires = now >= self._fires_at
        if fires:
            self._fires_at = float("inf")
        return fires


class EverySecond:
    """Reads what other programs wrote, renews what is kept fresh, alerts of what expires soon."""

    def __init__(self, host: Host, desk: Desk, surroundings: Surroundings) -> None:
        self._host = host
        self._surroundings = surroundings
        self._idle = IdleTimer()
        self._fresh_keeper = FreshKeeper(host, desk)
        self._sign_in_keeper = SignInKeeper(host, desk)
        self._alerts = ExpiryAlerts(
            desk, host.held, host.announce, write_sequence, lambda: key_of(host.app, RENEW)
        )

    def tick(self) -> None:
        """Renews and alerts by what is known now; a thread reads what changed around."""
        snapshot = self._surroundings.snapshot
        self._host.run_worker(self._look_around(), description="look around")
        self._sign_in_keeper.tick()
        being_renewed = self._fresh_keeper.tick(snapshot)
        self._alerts.tick(being_renewed, snapshot.state.settings)
        if self._idle.fires(self._host.whereabouts, ticks()):
            self._host.call_later(collect_when_idle)  # not within this tick: it takes a while

    async def _look_around(self) -> None:
        if await self._surroundings.look_again() and self._host.is_open:
            self._host.look_again()
