"""Keeps the sessions of Identity Centers alive while the picker is open, without a question."""

from textual.worker import Worker

from rolecall.core.errors import RolecallError
from rolecall.core.model import IDENTITY_CENTER
from rolecall.core.process.clock import ticks
from rolecall.signin.desk import Desk
from rolecall.ui.flows.host import Host
from rolecall.ui.threads import in_thread

PERIOD = 60.0  # seconds between two looks; the first comes that long after the start


class SignInKeeper:
    """Refreshes each token that has little left; a session that is over is left to the alerts."""

    def __init__(self, host: Host, desk: Desk) -> None:
        self._host = host
        self._desk = desk
        self._next_at = ticks() + PERIOD
        self._worker: Worker[None] | None = None

    def tick(self) -> None:
        """Starts to look at the tokens in the background, once in PERIOD."""
        if ticks() < self._next_at or not self._names():
            return
        self._next_at = ticks() + PERIOD
        if self._worker is None or self._worker.is_finished:
            refreshing = in_thread(self._refresh, "keep signed in")
            self._worker = self._host.run_worker(refreshing, description="keep signed in")

    def _names(self) -> list[str]:
        logins = self._host.held.logins
        return [login.name for login in logins if login.kind == IDENTITY_CENTER]

    def _refresh(self) -> None:
        # deferred: many have no Identity Center
        from rolecall.signin.identity_center.tokens import refreshed_silently

        services, centers = self._desk.sign_in.services, self._desk.catalog.centers.by_name
        for name in self._names():
            try:
                refreshed_silently(services, centers[name])
            except RolecallError:  # the next look may come through, and nobody has asked
                continue
