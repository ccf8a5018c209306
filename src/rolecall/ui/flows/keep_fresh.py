"""Keeping profiles fresh while the picker is open: in the background, without a question."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from textual.worker import Worker

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession
from rolecall.core.state.state import State, update_state, with_name
from rolecall.sessions.freshness import Due, due
from rolecall.signin.desk import Desk
from rolecall.signin.prompters import SilentPrompter, WouldAsk
from rolecall.signin.renewal import inherits_login, plan_again, renew
from rolecall.ui.flows.host import Host
from rolecall.ui.messages import StatusMessage
from rolecall.ui.state.surroundings import Snapshot
from rolecall.ui.threads import in_thread


class FreshKeeper:
    """Starts renewals when they are due; one batch at a time, in the background."""

    def __init__(self, host: Host, desk: Desk) -> None:
        self._host = host
        self._desk = desk
        # By access key id, which a renewed session has another of.
        self._tried: dict[str, datetime] = {}
        self._failed: set[str] = set()
        self._worker: Worker[None] | None = None

    def tick(self, snapshot: Snapshot) -> set[str]:
        """Starts what is due now. Returns the access key ids of the sessions being renewed."""
        now = self._desk.clock()
        found = due(
            snapshot.state.keep_fresh,
            snapshot.profiles,
            self._host.held.role_sessions,
            self._logged_in(now),
            now,
            self._tried,
        )
        if found and (self._worker is None or self._worker.is_finished):
            for one in found:
                self._tried[one.session.credentials.access_key_id] = now
            self._worker = self._host.run_worker(self._renew(found), description="keep fresh")
        return set(self._tried) - self._failed

    async def _renew(self, found: list[Due]) -> None:
        for one in found:
            session = one.session
            try:
                await in_thread(partial(_renew_silently, self._desk, session), "keep fresh")
            except WouldAsk:
                continue
            except RolecallError as refused:
                self._say_failed(session, refused)
        if self._host.is_open:
            self._host.look_again()

    def _say_failed(self, session: RoleSession, refused: RolecallError) -> None:
        """Says it once per session: it is tried again every minute."""
        key_id = session.credentials.access_key_id
        if key_id not in self._failed and self._host.is_open:
            who = f"{session.account_name} · {session.role}"
            self._host.say(
                "warning", f"Auto-renew failed for {who}. {refused.message}", refused.hint
            )
        self._failed.add(key_id)

    def _logged_in(self, now: datetime) -> set[str]:
        """Returns the base identities that can renew now without a question."""
        held = self._host.held
        live = {login.base.profile for login in held.logins if login.expiration > now}
        requests = [session.request for session in held.role_sessions]
        return live | {
            request.identity
            for request in requests
            if request.identity not in live and inherits_login(self._desk, request, now)
        }


async def switch_keep_fresh(host: Host, desk: Desk, profiles: Sequence[str], *, on: bool) -> None:
    """Keeps the named profiles, one or more, fresh from now on; or no longer."""

    def change(state: State) -> State:
        kept = state.keep_fresh
        for name in profiles:
            kept = with_name(kept, name, on)
        return state._replace(keep_fresh=kept)

    try:
        await in_thread(lambda: update_state(desk.paths.state_file, change), "keep fresh")
    except RolecallError as refused:
        message = StatusMessage.of(refused)
    else:
        names = f"profile{'s' if len(profiles) > 1 else ''} {', '.join(profiles)}"
        hint = "It works while a picker is open, until a code or login is needed." if on else ""
        text = f"Auto-renew is {'on' if on else 'off'} for {names}."
        message = StatusMessage("success", text, hint)
    if host.is_open:
        host.say(*message)


def _renew_silently(desk: Desk, session: RoleSession) -> None:
    """Raises WouldAsk where a question came up, and what kept a profile from being written."""
    unwritten = renew(desk, plan_again(desk, session), SilentPrompter()).unwritten
    if unwritten is not None:
        raise unwritten
